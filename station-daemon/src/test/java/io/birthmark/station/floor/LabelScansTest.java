package io.birthmark.station.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.run.RunOutcome;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans while a run waits for the label that it has printed. */
class LabelScansTest {
  private static final String LABEL = "press-000417 000417 1";

  @TempDir private Path folder;

  /** Slot A has printed, slot B is idle; both begin with a scan. */
  private PlayedFloor printed() {
    PlayedFloor floor = PlayedFloor.ready(folder).takesScans("A").takesScans("B");
    floor.press("A");
    floor.scan("000417");
    floor.began("A");
    floor.printsLabel("A", LABEL);
    int unused = floor.beeps();
    return floor;
  }

  @Test
  void theLampFlashesTwiceAndPauses() {
    PlayedFloor floor = PlayedFloor.ready(folder);
    floor.press("A");
    floor.began("A");
    assertThat(floor.lamps("A")).isEqualTo("A");
    floor.printsLabel("A", LABEL);
    assertThat(floor.film("A", 2800, 200)).isEqualTo("A.A....A.A....");
  }

  @Test
  void theRightLabelLetsTheRunGoOnToGreen() {
    PlayedFloor floor = printed();
    floor.scan(LABEL);
    assertThat(floor.beeps()).isEqualTo(1);
    assertThat(floor.film("A", 1000, 200)).isEqualTo("AAAAA");
    floor.ended("A", new RunOutcome.Pass());
    assertThat(floor.lamps("A")).isEqualTo("G");
    assertThat(floor.started).containsExactly("A 000417");
    assertThat(floor.said).isEmpty();
  }

  @Test
  void aWrongLabelIsRefusedWithASoundAndASentenceAndStartsNothing() {
    PlayedFloor floor = printed();
    floor.scan("press-000418 000418 1");
    assertThat(floor.beeps()).isEqualTo(3);
    assertThat(floor.said).containsExactly("A label.mismatch");
    assertThat(floor.started).containsExactly("A 000417");
    assertThat(floor.awaitsLabel("A")).isTrue();
    floor.scan(LABEL);
    assertThat(floor.awaitsLabel("A")).isFalse();
  }

  @Test
  void aSlotThatBlinksGetsItsSerialAndTheLabelStillFindsItsRun() {
    PlayedFloor floor = printed();
    floor.press("B");
    floor.scan(LABEL);
    assertThat(floor.awaitsLabel("A")).isFalse();
    floor.scan("000418");
    assertThat(floor.started).containsExactly("A 000417", "B 000418");
    assertThat(floor.said).isEmpty();
  }

  @Test
  void aSlotsOwnScannerReadsTheLabelOfItsOwnRunOnly() {
    PlayedFloor floor = new PlayedFloor(folder, new MockChip(), "B");
    floor.let(FloorLanguage.LAMP_TEST.plus(PlayedFloor.BEAT));
    floor.began("A");
    floor.printsLabel("A", LABEL);
    floor.began("B");
    floor.printsLabel("B", "press-000418 000418 1");
    floor.scan(Optional.of("B"), new Scan.Text(LABEL));
    assertThat(floor.said).containsExactly("B label.mismatch");
    floor.scan(LABEL);
    assertThat(floor.awaitsLabel("A")).isFalse();
    assertThat(floor.awaitsLabel("B")).isTrue();
  }

  @Test
  void aRunThatIsNotScannedInTimeIsTheStationsFault() {
    PlayedFloor floor = printed();
    floor.ended("A", new RunOutcome.StationFault(PlayedFloor.problem("label.not-scanned")));
    assertThat(floor.lamps("A")).isEqualTo("R");
  }
}
