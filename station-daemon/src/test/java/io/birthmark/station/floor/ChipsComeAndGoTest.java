package io.birthmark.station.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.run.RunOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chip that is not there, goes away, or shares its lines with others. */
class ChipsComeAndGoTest {
  private static final RunOutcome PASS = new RunOutcome.Pass();

  @TempDir private Path folder;

  @Test
  void withoutAChipTheStationSaysSoOnceAndTakesItWhenItAppears() {
    MockChip chip = new MockChip();
    chip.pull();
    PlayedFloor floor = new PlayedFloor(folder, chip);
    floor.let(Wiring.RETRY.multipliedBy(5));
    assertThat(floor.said).containsExactly("buttons and lamps gpio.absent");
    assertThat(floor.spoken.stands).containsExactly("buttons and lamps gpio.absent");
    chip.putBack();
    floor.let(Wiring.RETRY.multipliedBy(2));
    assertThat(floor.spoken.stands).isEmpty();
    floor.press("A");
    assertThat(floor.started).containsExactly("A");
    assertThat(floor.lamps("A")).isEqualTo("A");
  }

  @Test
  void runsGoOnWithoutAChipAndTheirEndIsShownWhenItIsBack() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.press("A");
    floor.began("A");
    floor.chip.pull();
    floor.let(100);
    assertThat(floor.said).containsExactly("buttons and lamps gpio.gone");
    floor.ended("A", PASS);
    floor.chip.putBack();
    floor.let(Wiring.RETRY.multipliedBy(2));
    assertThat(floor.chip.opened()).isEqualTo(2);
    assertThat(floor.lamps("A")).isEqualTo("G");
  }

  @Test
  void aChipThatGoesWhileNothingHappensIsNoticedByItsButtons() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.chip.pull();
    floor.let(PlayedFloor.BEAT);
    assertThat(floor.said).containsExactly("buttons and lamps gpio.gone");
  }

  @Test
  void aButtonIsNotPressedByItsChipComingBack() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.chip.pull();
    floor.let(100);
    floor.chip.downAtFirst(PlayedFloor.button("A"));
    floor.chip.putBack();
    floor.let(Wiring.RETRY.multipliedBy(2));
    assertThat(floor.started).isEmpty();
  }

  @Test
  void aLineThatIsHeldByAnotherIsNamedAndTakenLaterAndTheOthersWork() {
    MockChip chip = new MockChip();
    chip.hold(PlayedFloor.button("A"));
    PlayedFloor floor = new PlayedFloor(folder, chip);
    floor.let(Wiring.RETRY.multipliedBy(3));
    assertThat(floor.said).containsExactly("A-button gpio.line-busy");
    floor.press("B");
    assertThat(floor.started).containsExactly("B");
    assertThat(floor.spoken.stands).containsExactly("A-button gpio.line-busy");
    chip.letGo(PlayedFloor.button("A"));
    floor.let(Wiring.RETRY.multipliedBy(2));
    assertThat(floor.spoken.stands).isEmpty();
    floor.press("A");
    assertThat(floor.started).containsExactly("B", "A");
    assertThat(chip.opened()).isEqualTo(1);
  }

  @Test
  void theLinesOfTheLampsAreLeftForTheOneWhoPutsThemOut() throws Exception {
    PlayedFloor floor = PlayedFloor.ready(folder);
    assertThat(Files.readString(floor.lampsFile)).isEqualTo("2\n3\n4\n9\n12\n13\n14\n");
  }
}
