package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Cost;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Ending;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.RunStart;
import io.birthmark.station.journal.StepResult;
import io.birthmark.station.ledger.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one run leaves in the journal: begun where something is to be changed, and ended once. */
final class RunEntry {
  private static final Logger LOG = LoggerFactory.getLogger(RunEntry.class);

  private final Journal journal;
  private final RunStart start;
  private final List<StepResult> steps = new ArrayList<>();
  private Optional<RunId> open = Optional.empty();
  private boolean provisioned;
  private boolean touched;

  RunEntry(Journal journal, RunStart start) {
    this.journal = journal;
    this.start = start;
  }

  void begun(RunId run) {
    open = Optional.of(run);
  }

  /** Whether the intent is on the disk, and what follows from it is not yet. */
  Optional<RunId> open() {
    return open;
  }

  /** An irreversible step is about to be tried. */
  void touching() {
    touched = true;
  }

  void did(StepResult step) {
    steps.add(step);
  }

  List<StepResult> steps() {
    return List.copyOf(steps);
  }

  /**
   * The device is finished, and whether the run passes is still to be seen; empty where nothing had
   * to be changed, for then the disk knew all this before.
   */
  Optional<Passed> provisioned(PassResult result) {
    provisioned = true;
    return open.map(run -> journal.provisioned(run, result));
  }

  Passed passed(Optional<DeviceRow> known, PassResult result) {
    Passed passed =
        open.map(run -> provisioned ? journal.labelled(run, result) : journal.pass(run, result))
            .orElseGet(() -> journal.recordPass(start, known.orElseThrow().id(), result));
    open = Optional.empty();
    return passed;
  }

  /** Writes the ending down; a journal that cannot be written makes it the station's fault. */
  RunOutcome ended(Problem problem, Optional<DeviceRow> known, Optional<String> serial, Cost cost) {
    RunOutcome outcome = RunOutcome.of(problem);
    Ending ending = new Ending(outcome.word(), problem, steps, cost, touched);
    try {
      if (open.isPresent()) {
        journal.end(open.get(), ending);
      } else {
        RunId unused = journal.recordEnd(start, known.map(DeviceRow::id), serial, ending);
      }
      return outcome;
    } catch (StorageException e) {
      LOG.error("slot {}: {} could not be journalled: {}", start.slot(), problem, e.problem());
      return outcome instanceof RunOutcome.StationFault
          ? outcome
          : new RunOutcome.StationFault(e.problem());
    }
  }
}
