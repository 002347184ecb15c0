package io.birthmark.station.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.run.RunOutcome;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which slot a scan goes to, and which scans go nowhere. */
class ScansTest {
  @TempDir private Path folder;

  @Test
  void withOneSlotThatTakesScansAScanStarts() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A");
    floor.scan("000417");
    assertThat(floor.started).containsExactly("A 000417");
    assertThat(floor.lamps("A")).isEqualTo("A");
  }

  @Test
  void withSeveralTheScanIsForTheSlotWhoseButtonWasPressedLast() {
    PlayedFloor floor = both();
    floor.press("A");
    floor.press("B");
    assertThat(floor.film("A", 1600, 400)).doesNotContain("A");
    assertThat(floor.film("B", 1600, 400)).contains("A");
    floor.scan("000417");
    assertThat(floor.started).containsExactly("B 000417");
  }

  @Test
  void withSeveralAndNoneWaitingTheScanIsRefused() {
    PlayedFloor floor = both();
    floor.scan("000417");
    assertThat(floor.started).isEmpty();
    assertThat(floor.beeps()).isEqualTo(3);
    assertThat(floor.said).containsExactly("scans scan.which-slot");
    floor.press("A");
    floor.scan("000417");
    assertThat(floor.spoken.stands).as("after one that was of use").isEmpty();
  }

  @Test
  void aCodeAtTheSlotIsAsGoodAsItsButton() {
    PlayedFloor floor = both();
    floor.scan("SLOT:A");
    floor.scan("000417");
    assertThat(floor.started).containsExactly("A 000417");
    floor.scan("slot:C");
    assertThat(floor.said).containsExactly("scans scan.no-such-slot");
  }

  @Test
  void aSlotsOwnScannerNeedsNoPress() {
    PlayedFloor floor = withAScannerAtB();
    floor.press("A");
    floor.scan(Optional.of("B"), new Scan.Text("000418"));
    floor.scan("000417");
    assertThat(floor.started).containsExactly("B 000418", "A 000417");
  }

  @Test
  void aSlotWithAScannerOfItsOwnTakesNobodyTheSharedOne() {
    PlayedFloor floor = withAScannerAtB();
    floor.press("A");
    floor.press("B");
    floor.scan("000417");
    assertThat(floor.started).containsExactly("A 000417");
  }

  private PlayedFloor withAScannerAtB() {
    PlayedFloor floor = new PlayedFloor(folder, new MockChip(), "B");
    floor.let(FloorLanguage.LAMP_TEST.plus(PlayedFloor.BEAT));
    return floor.takesScans("A").takesScans("B");
  }

  @Test
  void aSecondScanDuringARunIsRefusedWithASoundAndASentence() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A");
    floor.scan("000417");
    int unused = floor.beeps();
    floor.scan("000418");
    assertThat(floor.beeps()).isEqualTo(3);
    assertThat(floor.started).containsExactly("A 000417");
    assertThat(floor.said).containsExactly("A scan.in-run");
    floor.ended("A", new RunOutcome.Pass());
    assertThat(floor.lamps("A")).isEqualTo("G");
  }

  @Test
  void aScanThatIsNoSerialOfTheProductIsRefusedBeforeAnythingHappens() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A");
    floor.press("A");
    floor.scan("4711");
    assertThat(floor.started).isEmpty();
    assertThat(floor.said).containsExactly("A serial.invalid");
    floor.scan("000417");
    assertThat(floor.started).containsExactly("A 000417");
  }

  @Test
  void garbageIsRefused() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A");
    floor.scan(Optional.empty(), new Scan.Unreadable("has a key in it that types no character"));
    assertThat(floor.started).isEmpty();
    assertThat(floor.said).containsExactly("scans scan.unreadable");
    assertThat(floor.beeps()).isEqualTo(3);
  }

  private PlayedFloor both() {
    return PlayedFloor.ready(folder).takesScans("A").takesScans("B");
  }
}
