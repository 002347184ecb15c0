package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The journal's disk is full or fails: the line stops before a device is touched, says so, and goes
 * on by itself.
 */
class StorageFaultsTest {

  private static void assertUntouched(SoftwareTpm tpm) {
    String started = Tools.run(tpm, "tpm2_startup -c");
    assertThat(started + Tools.written(tpm)).doesNotContain("0x1800100", "0x81000001");
  }

  private static String storageProblem(Bench bench) {
    return bench.cli("status", "--json").json().at("/storage/problem/code").asText();
  }

  private static void assertErrs(Said said, String code) {
    assertThat(said.ending()).as(said.toString()).isEqualTo("ERROR " + code + " 3");
    assertThat(said.json().at("/problem/action").asText()).endsWith(".");
  }

  private static void assertEnrolledOnce(Bench bench) {
    assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
    assertThat(bench.enrolled().registrationIds()).containsExactly("press-000417");
    assertThat(bench.journal("SELECT group_concat(operation || ' ' || state) FROM enrollments"))
        .isEqualTo("create enrolled");
  }

  @Test
  void withoutTheReserveNoRunIsBegun() throws Exception {
    try (Bench bench = new Bench();
        SmallDisk disk = SmallDisk.at(bench.state(), 40)) {
      SoftwareTpm tpm = bench.slot("A", 1);
      try (Daemon unused = bench.daemon()) {
        assertThat(storageProblem(bench)).isEmpty();
        Path filler = disk.fill(10);

        assertErrs(bench.provision("000417"), "storage.reserve");

        assertUntouched(tpm);
        assertThat(storageProblem(bench)).isEqualTo("storage.reserve");
        assertThat(bench.cli("doctor").out()).contains("red     disk", "reserve of 32 MiB");
        assertThat(bench.cli("backup", bench.folder().resolve("backup").toString()).out())
            .contains("backup.no-room");
        Files.delete(filler);
        assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
        assertThat(storageProblem(bench)).isEmpty();
      }
    }
  }

  @Test
  void aStationOnAReadOnlyDiskSaysSoAndTouchesNoDevice() throws Exception {
    try (Bench bench = new Bench();
        SmallDisk disk = SmallDisk.at(bench.state(), 80)) {
      SoftwareTpm tpm = bench.slot("A", 1);
      disk.remount("ro");

      Said refused = bench.provision("000417");
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.json().at("/problem/code").asText()).isEqualTo("storage.read-only");
      Said daemon = bench.fork("run").waitFor();

      assertThat(daemon.exit()).isEqualTo(3);
      assertThat(daemon.err()).contains("storage.read-only", "dmesg");
      assertUntouched(tpm);
      disk.remount("rw");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
    }
  }

  @ParameterizedTest
  @CsvSource({"ENOSPC, storage.full", "EROFS, storage.io"})
  void aDiskThatFailsStopsTheLineBeforeADeviceIsTouched(String error, String code)
      throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      Forked daemon = bench.forkDaemon();
      try (FailingDisk unused = FailingDisk.of(daemon, bench.folder(), error)) {
        assertErrs(bench.provision("000417"), code);
        assertThat(storageProblem(bench)).isEqualTo(code);
        assertThat(daemon.err()).contains(code);
      }
      assertUntouched(tpm);
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(storageProblem(bench)).isEmpty();
      assertEnrolledOnce(bench);
    }
  }

  @Test
  void aRunWhoseDiskFillsUpInTheMiddleContinues() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slowSlot("A", 1);
      Forked daemon = bench.forkDaemon();
      Forked run = bench.fork("provision", "--slot", "A", "--serial", "000417", "--json");
      // The intent is on the disk, and something of the device is written.
      run.awaitError("identity record");
      try (FailingDisk unused = FailingDisk.of(daemon, bench.folder(), "ENOSPC")) {
        assertErrs(run.waitFor(), "storage.full");
        assertThat(bench.journal("SELECT count(*) FROM runs WHERE outcome IS NULL")).isEqualTo("1");
      }

      Said again = bench.provision("000417");

      assertThat(again.ending()).isEqualTo("PASS 0");
      assertThat(again.json().path("continued").asBoolean()).isTrue();
      assertThat(bench.journal("SELECT count(*) FROM runs WHERE outcome IS NULL")).isEqualTo("0");
      assertThat(Tools.record(tpm)).contains("press-000417");
      assertEnrolledOnce(bench);
    }
  }

  @Test
  void aDiskThatIsFullWhileAnAnswerOfTheServiceIsNotedLosesNothing() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench.service().faults().outage(true);
      Forked daemon = bench.forkDaemon();
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      try (FailingDisk unusedToo = FailingDisk.of(daemon, bench.folder(), "ENOSPC")) {
        bench.service().faults().clear();
        assertThat(bench.cli("upload", "--seconds", "2").exit()).isEqualTo(3);
        assertThat(storageProblem(bench)).isEqualTo("storage.full");
      }
      assertEnrolledOnce(bench);
      assertThat(storageProblem(bench)).isEmpty();
    }
  }
}
