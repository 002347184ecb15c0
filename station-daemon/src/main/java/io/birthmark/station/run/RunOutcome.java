package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Outcome;
import java.util.Optional;

/** How a run ended; only a pass has no problem, and there is no pass with one. */
public sealed interface RunOutcome {

  /** Read back and on the disk. */
  record Pass() implements RunOutcome {}

  /** The device's fault: it is set aside. */
  record Fail(Problem reason) implements RunOutcome {}

  /** The station's fault: the engineer is called. */
  record StationFault(Problem reason) implements RunOutcome {}

  /** Nobody's fault: the run was stopped. */
  record Aborted(Problem reason) implements RunOutcome {}

  static RunOutcome of(Problem problem) {
    return switch (problem.fault()) {
      case DEVICE -> new Fail(problem);
      case STATION -> new StationFault(problem);
    };
  }

  default Optional<Problem> problem() {
    if (this instanceof Fail fail) {
      return Optional.of(fail.reason());
    }
    if (this instanceof StationFault fault) {
      return Optional.of(fault.reason());
    }
    if (this instanceof Aborted aborted) {
      return Optional.of(aborted.reason());
    }
    return Optional.empty();
  }

  /** The word for it in the journal, on the page and in reports. */
  default Outcome word() {
    if (this instanceof Fail) {
      return Outcome.FAIL;
    }
    if (this instanceof StationFault) {
      return Outcome.ERROR;
    }
    return this instanceof Aborted ? Outcome.ABORTED : Outcome.PASS;
  }
}
