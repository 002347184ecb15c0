package io.birthmark.station.floor;

import static io.birthmark.station.floor.PlayedFloor.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.Sight;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lamps show in every state, as pictures a fixed time apart. */
class LampsTest {
  private static final RunOutcome PASS = new RunOutcome.Pass();
  private static final RunOutcome FAIL = new RunOutcome.Fail(problem("tpm.gone"));
  private static final RunOutcome ERROR = new RunOutcome.StationFault(problem("storage.full"));
  private static final RunOutcome ABORTED = new RunOutcome.Aborted(problem("run.interrupted"));

  @TempDir private Path folder;

  @Test
  void atTheStartAllLampsAreLitTogetherAndThenNone() {
    PlayedFloor floor = new PlayedFloor(folder);
    floor.let(PlayedFloor.BEAT);
    assertThat(floor.film("A", 2000, 250)).isEqualTo("GRA".repeat(6) + "..");
  }

  @Test
  void theLampTestLastsAsLongOnABoardThatOpensItsChipSlowly() {
    MockChip chip = new MockChip();
    PlayedFloor floor = new PlayedFloor(folder, chip);
    chip.whileOpened(() -> floor.uptime.advance(Duration.ofSeconds(3)));
    floor.let(PlayedFloor.BEAT);
    assertThat(floor.film("A", 2000, 250)).isEqualTo("GRA".repeat(6) + "..");
  }

  @Test
  void idleIsDark() {
    assertThat(PlayedFloor.ready(folder).film("A", 5000, 500)).isEqualTo("..........");
  }

  @Test
  void waitingForAScanBlinksAmber() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A");
    floor.hold("A");
    floor.let(Button.SETTLED.plus(PlayedFloor.BEAT));
    assertThat(floor.film("A", 3200, 200)).isEqualTo("AA..AA..AA..AA..");
  }

  @Test
  void nobodyWhoScansLetsAmberGoOut() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A");
    floor.press("A");
    floor.let(Panel.PATIENCE);
    assertThat(floor.film("A", 2000, 100)).doesNotContain("A");
    assertThat(floor.said).containsExactly("A scan.none-came");
  }

  @Test
  void workingIsSteadyAmber() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.press("A");
    assertThat(floor.film("A", 10_000, 500)).isEqualTo("A".repeat(20));
    assertThat(floor.film("B", 1000, 500)).isEqualTo("..");
  }

  @Test
  void passIsSteadyGreenForALimitedTime() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", PASS);
    assertThat(floor.film("A", 24_000, 1000)).isEqualTo("G".repeat(20) + "....");
  }

  @Test
  void failIsASlowRedBlinkUntilTheDeviceIsTakenOut() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", FAIL);
    assertThat(floor.film("A", 8000, 500)).isEqualTo("RR..RR..RR..RR..");
    floor.seen("A", Sight.THERE);
    floor.seen("A", Sight.AWAY);
    assertThat(floor.film("A", 2000, 500)).isEqualTo("....");
  }

  @Test
  void errorIsAFastRedBlinkWhateverIsTakenOut() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", ERROR);
    floor.seen("A", Sight.THERE);
    floor.seen("A", Sight.AWAY);
    String film = floor.film("A", 4000, 10);
    assertThat(film).matches("[R.]+");
    assertThat(film.split("\\.+(?=R)").length).isBetween(16, 17);
    assertThat(film.chars().filter(lit -> lit == 'R').count()).isBetween(190L, 210L);
  }

  @Test
  void anAbortedRunLeavesNoLampOn() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", ABORTED);
    assertThat(floor.lamps("A")).isEqualTo(".");
  }

  @Test
  void greenEndsWhenTheDeviceIsTakenOut() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", PASS);
    floor.seen("A", Sight.THERE);
    assertThat(floor.lamps("A")).isEqualTo("G");
    floor.seen("A", Sight.AWAY);
    assertThat(floor.lamps("A")).isEqualTo(".");
  }

  @Test
  void aWayThatCannotTellOrNeverSawTheDeviceDoesNotEndGreen() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", PASS);
    floor.seen("A", Sight.UNKNOWN);
    floor.seen("A", Sight.AWAY);
    assertThat(floor.lamps("A")).isEqualTo("G");
  }

  @Test
  void greenEndsWithTheNextPressAndTheNextScan() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("B");
    floor.run("A", PASS);
    floor.press("A");
    assertThat(floor.lamps("A")).isEqualTo("A");
    floor.scan("000417");
    floor.began("B");
    floor.ended("B", PASS);
    assertThat(floor.lamps("B")).isEqualTo("G");
    floor.scan("000418");
    assertThat(floor.lamps("B")).isEqualTo("A");
  }

  @Test
  void aRunThatSomebodyElseStartedIsShownToo() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.began("B");
    assertThat(floor.lamps("B")).isEqualTo("A");
    floor.ended("B", PASS);
    assertThat(floor.lamps("B")).isEqualTo("G");
    assertThat(floor.started).isEmpty();
  }

  @Test
  void anEndNobodyKnowsTheBeginningOfIsNotGreen() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.ended("A", PASS);
    assertThat(floor.lamps("A")).isEqualTo(".");
  }

  @Test
  void eachOutcomeHasItsSound() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", PASS);
    assertThat(floor.beeps()).isEqualTo(1);
    floor.run("A", FAIL);
    assertThat(floor.beeps()).isEqualTo(2);
    floor.run("A", ERROR);
    assertThat(floor.beeps()).isEqualTo(4);
  }

  @Test
  void aStationThatEndsShowsNothing() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.run("A", PASS);
    floor.began("B");
    assertThat(floor.lamps("A") + floor.lamps("B")).isEqualTo("GA");
    assertThat(floor.lampsAreLeftToOthers()).isTrue();
    floor.end();
    assertThat(floor.lamps("A") + floor.lamps("B")).isEqualTo("..");
    assertThat(floor.lampsAreLeftToOthers()).isFalse();
  }

  /** Three lamps together mean the test and nothing else, so no green stands alone in it. */
  @Test
  void everyStateHasAShapeOfItsOwn() {
    Duration now = Duration.ofSeconds(5);
    assertThat(
            java.util.stream.Stream.of(
                    new SlotState.Idle(now),
                    new SlotState.WaitingForScan(now),
                    new SlotState.Working(now),
                    new SlotState.WaitingForLabel(now),
                    new SlotState.Passed(now),
                    new SlotState.Failed(problem("tpm.gone"), now),
                    new SlotState.StationFault(problem("storage.full"), now))
                .map(FloorLanguage::of))
        .doesNotHaveDuplicates();
  }
}
