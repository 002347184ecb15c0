package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is wrong is the station or what surrounds it: an ERROR in words of its own, and no device
 * and no enrollment is lost.
 */
class BadSurroundingsTest {

  @Test
  void theStationsOwnTpmIsRefusedWhateverPathLeadsToIt() {
    try (Bench bench = new Bench()) {
      SoftwareTpm own = bench.tpm(1);
      bench.settings().setText("station", "own_tpm", own.address());
      bench.settings().slot("A", "exec:socat - TCP:127.0.0.1:" + own.port());
      String before = Tools.run(own, "tpm2_startup -c; tpm2_getcap handles-persistent");

      assertErrs(bench.provision("000417"), "slot.own-tpm");

      assertThat(Tools.run(own, "tpm2_getcap handles-persistent")).isEqualTo(before);
      assertThat(Tools.written(own)).doesNotContain("0x1800100");
    }
  }

  @Test
  void asLongAsTheOwnTpmDoesNotAnswerNoTpmIsWorkedOn() {
    try (Bench bench = new Bench()) {
      SoftwareTpm own = bench.tpm(1);
      bench.settings().setText("station", "own_tpm", own.address());
      bench.settings().slot("A", "exec:socat - TCP:127.0.0.1:" + own.port());
      own.powerOff();
      try (Daemon unused = bench.daemon()) {
        assertErrs(bench.provision("000417"), "slot.own-tpm-silent");
        SoftwareTpm unusedToo = Bench.on(own);
        assertErrs(bench.provision("000417"), "slot.own-tpm");
      }
    }
  }

  @Test
  void aFolderOfEkRootsThatIsNotThereIsTheStationsFault() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      bench.settings().setText("tpm", "ek_roots", bench.folder().resolve("nowhere"));
      assertErrs(bench.provision("000417"), "ek.no-roots");
      bench.settings().setText("tpm", "ek_roots", TpmShop.roots());
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(Tools.record(tpm)).contains("000417");
    }
  }

  @Test
  void aWrongServiceNameKeepsTheEnrollmentWaiting() {
    try (Bench bench = Bench.withTpm(1)) {
      bench.settings().setText("dps", "service", "factory.invalid");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "dps.unknown-host");
      bench.settings().setText("dps", "service", "localhost:" + bench.service().port());
      assertUploads(bench);
    }
  }

  @Test
  void aServiceThatRefusesConnectionsKeepsTheEnrollmentWaiting() {
    try (Bench bench = Bench.withTpm(1)) {
      bench.settings().setText("dps", "service", "localhost:1");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "dps.unreachable");
      bench.settings().setText("dps", "service", "localhost:" + bench.service().port());
      assertUploads(bench);
    }
  }

  @Test
  void aServiceCertificateThatIsNotTrustedKeepsTheEnrollmentWaiting() {
    try (Bench bench = Bench.withTpm(1)) {
      String unused =
          Tools.run(
              Map.of("D", bench.folder().toString()),
              "openssl req -x509 -newkey rsa:2048 -nodes -subj '/CN=Another CA' -days 30"
                  + " -keyout $D/key.pem -out $D/other-ca.pem 2> /dev/null");
      bench.settings().setText("dps", "ca_file", bench.folder().resolve("other-ca.pem"));
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "dps.untrusted-certificate");
      bench.settings().setText("dps", "ca_file", bench.folder().resolve("dps/ca.pem"));
      assertUploads(bench);
    }
  }

  @Test
  void aCaFileThatIsNoCertificateStopsTheUploadAndNotTheLine() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path ca = Files.writeString(bench.folder().resolve("other-ca.pem"), "not a certificate");
      bench.settings().setText("dps", "ca_file", ca);
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "dps.ca-file");
      Files.delete(ca);
      assertUploadErrs(bench, "dps.ca-file");
      assertThat(bench.cli("upload").out()).contains(ca.toString());
      bench.settings().setText("dps", "ca_file", bench.folder().resolve("dps/ca.pem"));
      assertUploads(bench);
    }
  }

  @Test
  void aWrongPolicyKeyKeepsTheEnrollmentWaitingAndIsToldToNobody() {
    try (Bench bench = Bench.withTpm(1)) {
      String wrong = "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3I=";
      String right = key(bench);
      bench.policyKey(wrong);
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "dps.unauthorized");
      assertThat(bench.cli("upload", "--seconds", "1").toString()).doesNotContain("d3Jvbmcg");
      bench.policyKey(right);
      assertUploads(bench);
    }
  }

  @Test
  void aPolicyKeyThatIsNoKeyStopsTheUploadAndNotTheLine() {
    try (Bench bench = Bench.withTpm(1)) {
      String right = key(bench);
      bench.policyKey("secret, not base64");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "credential.unusable");
      assertThat(bench.cli("upload").toString()).doesNotContain("secret, not");
      bench.policyKey(right);
      assertUploads(bench);
    }
  }

  private static String key(Bench bench) {
    try {
      return Files.readString(bench.folder().resolve("credentials/dps-policy-key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aCredentialsDirectoryThatIsTooOpenStopsTheUploadAndNotTheLine() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path credentials = bench.folder().resolve("credentials");
      Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rwxr-x---"));
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertUploadErrs(bench, "credential.unusable");
      assertThat(bench.cli("upload").out()).contains("chmod 0700 " + credentials);
      Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rwx------"));
      assertUploads(bench);
    }
  }

  @Test
  void aClockADayBehindKeepsTheEnrollmentWaitingAndSaysSo() {
    try (Bench bench = Bench.withTpm(1)) {
      Clock yesterday = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
      try (Daemon unused = bench.daemon(yesterday)) {
        assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
        assertUploadErrs(bench, "dps.clock");
        Said status = bench.cli("status", "--json");
        assertThat(status.json().at("/service/problem/code").asText()).isEqualTo("dps.clock");
        assertThat(status.json().at("/backlog/waiting").asInt()).isEqualTo(1);
      }
      assertUploads(bench);
    }
  }

  @Test
  void aClockADayAheadKeepsADeviceFromItsEnrollmentUntilItIsSetRightAndAPersonSaysSo() {
    try (Bench bench = Bench.withTpm(1)) {
      Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
      bench.service().faults().outage(true);
      try (Daemon unused = bench.daemon(tomorrow)) {
        assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
        assertThat(bench.cli("upload", "--seconds", "1").exit()).isEqualTo(3);
      }
      bench.service().faults().clear();
      // Before what the journal has; on a machine whose clock is synchronised nobody need say more.
      assertThat(bench.cli("clock", "confirm", "--reason", "it was a day ahead").exit()).isZero();
      assertUploads(bench);
    }
  }

  @Test
  void aFullDiskIsTheStationsFaultAndTheDeviceIsNotTouched() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      bench.settings().set("station", "reserve_mebibytes", "0");
      try (SmallDisk disk = SmallDisk.at(bench.state(), 2);
          Daemon unused = bench.daemon()) {
        assertThat(bench.cli("status").exit()).isZero();
        Path filler = disk.fill();
        assertErrs(bench.provision("000417"), "storage.full");
        String started = Tools.run(tpm, "tpm2_startup -c");
        assertThat(started + Tools.written(tpm)).doesNotContain("0x1800100", "0x81000001");
        Files.delete(filler);
        assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
        assertUploads(bench);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aDamagedJournalIsTheStationsFaultAndIsLeftAsItIs() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.provision("000417").exit()).isZero();
      Files.write(
          bench.journal(),
          "this was the journal ".repeat(5000).getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.TRUNCATE_EXISTING);
      byte[] damaged = Files.readAllBytes(bench.journal());
      for (String verb : new String[] {"status", "devices", "provision"}) {
        assertErrs(bench.cli(verb, "--json"), "storage.damaged");
      }
      assertThat(Files.readAllBytes(bench.journal())).isEqualTo(damaged);
      assertThat(bench.fork("run").waitFor().exit()).isEqualTo(3);
    }
  }

  @Test
  void aJournalOfANewerVersionIsTheStationsFaultAndIsLeftAsItIs() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.provision("000417").exit()).isZero();
      String unused =
          Tools.run(
              Map.of("DB", bench.journal().toString()),
              "sqlite3 $DB 'INSERT INTO schema_version VALUES (99, 0)'");
      assertErrs(bench.provision("000417"), "storage.newer");
      Said run = bench.fork("run").waitFor();
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("storage.newer");
      assertThat(bench.journal("SELECT max(version) FROM schema_version")).isEqualTo("99");
    }
  }

  @Test
  void aStateDirectoryThatCannotBeIsTheStationsFault() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path file = Files.writeString(bench.folder().resolve("file"), "");
      bench.settings().setText("station", "state", file.resolve("state"));
      assertErrs(bench.provision("000417"), "storage.directory");
    }
  }

  @Test
  void aSecondDaemonOnTheSameDirectoryDoesNotStart() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Forked first = bench.forkDaemon();
      Said second = bench.fork("run").waitFor();
      assertThat(second.exit()).isEqualTo(3);
      assertThat(second.err())
          .contains("station.owned", bench.state().toString(), "process " + first.handle().pid());
      // The first one goes on.
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(first.handle().isAlive()).isTrue();
    }
  }

  private static void assertErrs(Said said, String code) {
    assertThat(said.exit()).as(said.toString()).isEqualTo(3);
    JsonNode problem = said.json().path("problem");
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("fault").asText()).isEqualTo("station");
    assertThat(problem.path("sentence").asText()).isNotBlank();
    assertThat(problem.path("action").asText()).endsWith(".");
  }

  private static void assertUploadErrs(Bench bench, String code) {
    assertErrs(bench.cli("upload", "--seconds", "1", "--json"), code);
    assertThat(bench.journal("SELECT count(*) FROM enrollments WHERE settled_at IS NULL"))
        .isEqualTo("1");
  }

  private static void assertUploads(Bench bench) {
    Said said = bench.cli("upload", "--seconds", "60", "--json");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(bench.enrolled().registrationIds()).containsExactly("press-000417");
  }
}
