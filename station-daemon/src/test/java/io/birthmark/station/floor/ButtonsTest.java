package io.birthmark.station.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.run.RunOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presses, bounces, stuck buttons: what a run begins with, and what not. */
class ButtonsTest {
  private static final RunOutcome PASS = new RunOutcome.Pass();

  @TempDir private Path folder;

  @Test
  void aPressStartsOneRun() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.press("A");
    assertThat(floor.started).containsExactly("A");
    assertThat(floor.said).isEmpty();
  }

  @Test
  void itStartsWhenTheButtonIsDownNotWhenItIsLetGo() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.hold("A");
    floor.let(Button.SETTLED.plus(PlayedFloor.BEAT));
    assertThat(floor.started).containsExactly("A");
  }

  @Test
  void aContactThatBouncesAtBothEndsIsOnePress() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    bounce(floor, "A", 25);
    floor.hold("A");
    floor.let(200);
    bounce(floor, "A", 25);
    floor.release("A");
    floor.let(200);
    assertThat(floor.started).containsExactly("A");
    // A second press would have been refused with a sentence, as the run is going on.
    assertThat(floor.said).isEmpty();
  }

  @Test
  void aContactThatOnlyBouncesPressesNothing() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    bounce(floor, "A", 300);
    floor.release("A");
    floor.let(200);
    assertThat(floor.started).isEmpty();
  }

  @Test
  void aSpikeOfTwoBeatsIsNoPress() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.hold("A");
    floor.let(20);
    floor.release("A");
    floor.let(200);
    assertThat(floor.started).isEmpty();
  }

  private static void bounce(PlayedFloor floor, String slot, int times) {
    for (int i = 0; i < times; i++) {
      floor.hold(slot);
      floor.let(PlayedFloor.BEAT);
      floor.release(slot);
      floor.let(PlayedFloor.BEAT);
    }
  }

  @Test
  void aStuckButtonDoesNotStartASecondRunAndIsReportedOnce() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.hold("A");
    floor.let(100);
    floor.began("A");
    floor.ended("A", PASS);
    floor.let(Duration.ofSeconds(60));
    assertThat(floor.started).containsExactly("A");
    assertThat(floor.said).containsExactly("button of slot A floor.button-stuck");
  }

  @Test
  void aButtonThatWasStuckCountsAgainOnceItWasUp() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.hold("A");
    floor.let(Button.STUCK.plusSeconds(1));
    floor.ended("A", PASS);
    assertThat(floor.spoken.stands).containsExactly("button of slot A floor.button-stuck");
    floor.release("A");
    floor.let(100);
    assertThat(floor.spoken.stands).isEmpty();
    assertThat(floor.started).containsExactly("A");
    floor.press("A");
    assertThat(floor.started).containsExactly("A", "A");
  }

  @Test
  void aButtonThatIsDownWhenTheStationStartsStartsNothing() {
    MockChip chip = new MockChip();
    chip.downAtFirst(PlayedFloor.button("A"));
    PlayedFloor floor = new PlayedFloor(folder, chip);
    floor.let(Duration.ofSeconds(15));
    assertThat(floor.started).isEmpty();
    assertThat(floor.said).containsExactly("button of slot A floor.button-stuck");
  }

  @Test
  void twoButtonsAtOnceBothWork() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.hold("A");
    floor.hold("B");
    floor.let(100);
    assertThat(floor.started).containsExactlyInAnyOrder("A", "B");
    assertThat(floor.lamps("A") + floor.lamps("B")).isEqualTo("AA");
  }

  @Test
  void aPressDuringARunIsRefusedWithASoundAndASentence() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.press("A");
    int unused = floor.beeps();
    floor.hold("A");
    floor.let(Button.SETTLED);
    assertThat(floor.beeps()).isEqualTo(3);
    assertThat(floor.started).containsExactly("A");
    assertThat(floor.said).containsExactly("A floor.pressed-in-run");
    assertThat(floor.lamps("A")).isEqualTo("A");
  }

  @Test
  void aRunThatWasNotBegunBecauseAnotherWasInTheSlotLeavesNoAmberBehind() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.press("A");
    floor.notBegun("A");
    assertThat(floor.lamps("A")).isEqualTo(".");
    floor.press("A");
    floor.began("A");
    floor.notBegun("A");
    assertThat(floor.lamps("A")).isEqualTo("A");
  }
}
