package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;

/** A product that counts its serials itself. */
class SerialRangeTest {

  private static Bench counting() {
    Bench bench = new Bench();
    bench
        .settings()
        .setText("product.press", "serial_from", "range")
        .unset("product.press", "serial")
        .set("product.press", "serial_first", "7")
        .set("product.press", "serial_last", "9")
        .setText("product.press", "serial_format", "{n:06}");
    return bench;
  }

  private static Said provision(Bench bench, String slot) {
    return bench.cli("provision", "--slot", slot, "--json");
  }

  @Test
  void eachDeviceGetsTheNextNumberAndKeepsItsOwn() {
    try (Bench bench = counting()) {
      SoftwareTpm one = bench.slot("A", 1);
      SoftwareTpm two = bench.slot("B", 2);

      assertThat(provision(bench, "A").json().path("serial").asText()).isEqualTo("000007");
      assertThat(provision(bench, "B").json().path("serial").asText()).isEqualTo("000008");
      assertThat(provision(bench, "A").json().path("serial").asText()).isEqualTo("000007");

      assertThat(Tools.record(one)).contains("\"000007\"", "press-000007");
      assertThat(Tools.record(two)).contains("\"000008\"", "press-000008");
    }
  }

  @Test
  void afterAnOlderCopyOfTheJournalIsPutBackADeviceKeepsTheNumberThatIsInIt() throws Exception {
    try (Bench bench = counting()) {
      SoftwareTpm one = bench.slot("A", 1);
      SoftwareTpm unused = bench.slot("B", 2);
      Path journal = bench.folder().resolve("state").resolve("journal.db");
      Path copy = bench.folder().resolve("copy.db");
      assertThat(bench.cli("status").exit()).isZero();
      Files.copy(journal, copy);
      assertThat(provision(bench, "A").json().path("serial").asText()).isEqualTo("000007");
      Files.move(copy, journal, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(journal.resolveSibling("journal.db-wal"));
      Files.deleteIfExists(journal.resolveSibling("journal.db-shm"));

      assertThat(provision(bench, "A").json().path("serial").asText()).isEqualTo("000007");
      assertThat(provision(bench, "B").json().path("serial").asText()).isEqualTo("000008");
      assertThat(Tools.record(one)).contains("\"000007\"");
    }
  }

  @Test
  void aRangeThatIsUsedUpIsTheStationsFault() {
    try (Bench bench = counting()) {
      bench.settings().set("product.press", "serial_last", "7");
      SoftwareTpm unused = bench.slot("A", 1);
      SoftwareTpm unusedToo = bench.slot("B", 2);
      assertThat(provision(bench, "A").exit()).isZero();

      assertThat(provision(bench, "B").ending()).isEqualTo("ERROR serial.range-exhausted 3");
    }
  }

  @Test
  void aSerialThatIsGivenAllTheSameIsNotUsed() {
    try (Bench bench = counting()) {
      SoftwareTpm unused = bench.slot("A", 1);
      assertThat(bench.provision("000007").ending()).isEqualTo("FAIL serial.not-asked 1");
      assertThat(provision(bench, "A").json().path("serial").asText()).isEqualTo("000007");
    }
  }

  @Test
  void aNumberTakenBeforeAKillIsShownAsOrphanedAndStaysWithItsDevice() throws Exception {
    try (Bench bench = counting()) {
      SoftwareTpm unused = bench.slowSlot("A", 1);
      SoftwareTpm unusedToo = bench.slot("B", 2);
      Forked station = bench.fork("provision", "--slot", "A", "--json");
      // From here on the number is on the disk and the device is being written.
      station.awaitError("persist the EK");
      station.kill();

      assertThat(bench.cli("status", "--json").json().at("/orphanedSerials/0/number").asLong())
          .isEqualTo(7);
      assertThat(provision(bench, "B").json().path("serial").asText()).isEqualTo("000008");
      assertThat(provision(bench, "A").json().path("serial").asText()).isEqualTo("000007");
      assertThat(bench.cli("status", "--json").json().path("orphanedSerials")).isEmpty();
    }
  }
}
