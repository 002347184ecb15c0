package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.ledger.RunId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that passes only with its label: the run's row and its events tell the same. */
class LabelledRunTest {
  private static final Board BOARD = Board.number(1);

  @TempDir Path dir;

  private static List<String> events(Floor floor) {
    return floor.devices.history("000417").get(0).events().stream().map(Event::kind).toList();
  }

  private static Optional<Outcome> outcome(Floor floor) {
    return floor.devices.history("000417").get(0).runs().get(0).outcome();
  }

  private static RunId provisioned(Floor floor) {
    RunId run = floor.begin("A", "000417", BOARD).run();
    Passed provisioned = floor.journal.provisioned(run, Floor.green(BOARD));
    assertThat(provisioned.queued()).isPresent();
    return run;
  }

  @Test
  void theDeviceIsFinishedAndQueuedBeforeItsRunHasPassed() {
    try (Floor floor = new Floor(dir)) {
      RunId run = provisioned(floor);
      assertThat(outcome(floor)).isEmpty();
      assertThat(floor.devices.bySerial("000417"))
          .map(DeviceRow::state)
          .contains(DeviceState.PROVISIONED);
      assertThat(floor.queue.backlog().waiting()).isEqualTo(1);

      Passed passed = floor.journal.labelled(run, Floor.green(BOARD));

      assertThat(passed.queued()).isEmpty();
      assertThat(outcome(floor)).contains(Outcome.PASS);
      assertThat(events(floor)).containsExactly("run.begun", "device.provisioned", "run.passed");
    }
  }

  @Test
  void withoutItsLabelTheRunNeverPassedAndTheDeviceStaysFinished() {
    try (Floor floor = new Floor(dir)) {
      RunId run = provisioned(floor);
      Problem missing = Problem.ofStation("printer.paper-out", "No paper.", "Put some in.");

      floor.journal.end(
          run, new Ending(Outcome.ERROR, missing, Floor.STEPS, Floor.COST, /* touched= */ false));

      assertThat(outcome(floor)).contains(Outcome.ERROR);
      assertThat(events(floor)).containsExactly("run.begun", "device.provisioned", "run.ended");
      assertThat(floor.devices.bySerial("000417"))
          .map(DeviceRow::state)
          .contains(DeviceState.PROVISIONED);
      assertThat(floor.queue.backlog().waiting()).isEqualTo(1);
    }
  }

  @Test
  void aCrashBetweenTheTwoSetsTheRunAsideAndLeavesTheDeviceFinished() {
    RunId run;
    try (Floor floor = new Floor(dir)) {
      run = provisioned(floor);
    }
    try (Floor floor = new Floor(dir)) {
      assertThat(floor.journal.markInterrupted()).extracting(OpenRun::run).containsExactly(run);
      assertThat(outcome(floor)).contains(Outcome.ABORTED);
      assertThat(floor.devices.bySerial("000417"))
          .map(DeviceRow::state)
          .contains(DeviceState.PROVISIONED);
      assertThat(events(floor)).doesNotContain("run.passed");
    }
  }
}
