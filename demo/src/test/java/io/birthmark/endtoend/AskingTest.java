package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the verbs that change nothing tell, to people and to programs. */
class AskingTest {
  private static final String POLICY = "station's policy";

  @Test
  void aRunTellsAPersonTheOutcomeFirst() {
    try (Bench bench = Bench.withTpm(1)) {
      Said pass = bench.cli("provision", "--serial", "000417");
      assertThat(pass.exit()).isZero();
      assertThat(pass.out()).startsWith("PASS  000417 = press-000417, slot A (");
      assertThat(pass.err()).contains("identify", "write the identity record", "read back");
      Said fail = bench.cli("provision", "--serial", "417");
      assertThat(fail.exit()).isEqualTo(1);
      assertThat(fail.out().lines().toList().get(0)).startsWith("FAIL  417, slot A");
      assertThat(fail.out().lines().toList().get(1)).isEqualTo("serial.invalid");
      assertThat(fail.out().lines().toList().get(3)).startsWith("  → ");
    }
  }

  @Test
  void aSerialMayBeTypedByAScannerThatIsAKeyboard() {
    InputStream keyboard = System.in;
    try (Bench bench = Bench.withTpm(1)) {
      System.setIn(new ByteArrayInputStream("000417\n".getBytes(StandardCharsets.US_ASCII)));
      assertThat(bench.cli("provision", "--serial", "-").out()).startsWith("PASS  000417 = ");
    } finally {
      System.setIn(keyboard);
    }
  }

  @Test
  void showTellsAllThatIsKnownOfASerial() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "wrong label").exit()).isZero();
      assertThat(bench.provision("000417").exit()).isZero();

      JsonNode shown = bench.cli("show", "000417", "--json").json();

      assertThat(shown.path("identities")).hasSize(2);
      assertThat(shown.path("identities"))
          .extracting(identity -> identity.path("state").asText())
          .containsExactlyInAnyOrder("void", "provisioned");
      assertThat(bench.cli("show", "000417").out())
          .contains("run.passed", "device.voided", "wrong label", "user:");
    }
  }

  @Test
  void theExportIsWhatTheServiceWouldBeTold() {
    try (Bench bench = new Bench()) {
      SoftwareTpm one = bench.slot("A", 1);
      SoftwareTpm two = bench.slot("B", 2);
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.provisionIn("B", "000418").exit()).isZero();
      Path json = bench.folder().resolve("list.json");
      Path csv = bench.folder().resolve("list.csv");

      assertThat(bench.cli("export", "--format", "json", "--output", json.toString()).exit())
          .isZero();
      assertThat(bench.cli("export", "--format", "csv", "--output", csv.toString()).exit())
          .isZero();

      Map<String, String> files = Map.of("JSON", json.toString(), "CSV", csv.toString());
      assertThat(
              Tools.run(
                  files,
                  "jq -r '.[] | .registrationId + \" \" + .attestation.tpm.endorsementKey' $JSON"))
          .isEqualTo(
              "press-000417 "
                  + Tools.endorsementKey(one)
                  + "\npress-000418 "
                  + Tools.endorsementKey(two));
      assertThat(
              Tools.run(
                  files,
                  "sqlite3 :memory: \".import --csv $CSV list\""
                      + " 'SELECT registrationId, serial, endorsementKey FROM list'"))
          .isEqualTo(
              "press-000417|000417|"
                  + Tools.endorsementKey(one)
                  + "\npress-000418|000418|"
                  + Tools.endorsementKey(two));
    }
  }

  @Test
  void theDoctorFindsAStationFitAndChangesNothing() {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      Said said = bench.cli("doctor", "--json");
      assertThat(said.exit()).as(said.toString()).isZero();
      assertThat(said.json().path("fit").asBoolean()).isTrue();
      assertThat(bench.enrolled().registrationIds()).isEmpty();
      assertThat(bench.journal("SELECT count(*) FROM events")).isEqualTo("0");
    }
  }

  @Test
  void theDoctorNamesWhatKeepsAStationFromItsShift() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path roots = Files.createDirectory(bench.folder().resolve("no-roots"));
      bench.settings().setText("tpm", "ek_roots", roots);
      bench.serviceGoesAway();
      Said said = bench.cli("doctor", "--json");
      assertThat(said.exit()).isEqualTo(3);
      assertThat(said.json().path("fit").asBoolean()).isFalse();
      assertThat(said.json().path("findings"))
          .filteredOn(finding -> finding.path("colour").asText().equals("red"))
          .extracting(finding -> finding.at("/problem/code").asText())
          .containsExactlyInAnyOrder("ek.no-roots", "dps.unreachable");
      assertThat(said.json().path("findings"))
          .filteredOn(finding -> finding.path("subject").asText().equals(POLICY))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.path("colour").asText()).isEqualTo("amber");
                assertThat(finding.at("/problem/code").asText()).isEqualTo("dps.rights-unknown");
              });
      assertThat(bench.cli("doctor").out()).contains("red", "→");
    }
  }

  @Test
  void theDoctorKnowsAPolicyThatCanDoNoMoreThanAStationNeeds() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.cli("doctor").out())
          .contains("green   " + POLICY + ": Policy station is not the owner's");
    }
  }

  @Test
  void theDoctorIsAmberWhenTheStationHasTheOwnersKey() {
    try (Bench bench = Bench.withTpm(1)) {
      bench.settings().setText("dps", "policy", "provisioningserviceowner");
      bench.policyKey(
          bench.service().ownerConnectionString().replaceFirst(".*SharedAccessKey=", ""));
      Said said = bench.cli("doctor", "--json");
      assertThat(said.exit()).as("it works: %s", said).isZero();
      assertThat(said.json().path("findings"))
          .filteredOn(finding -> finding.path("subject").asText().equals(POLICY))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.path("colour").asText()).isEqualTo("amber");
                assertThat(finding.at("/problem/code").asText()).isEqualTo("dps.too-many-rights");
                assertThat(finding.at("/problem/action").asText())
                    .contains("EnrollmentRead and EnrollmentWrite only");
              });
    }
  }

  @Test
  void aStationWithoutDevicesAnswersToo() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.cli("devices").out()).contains("no devices yet");
      assertThat(bench.cli("devices", "--json").json().path("devices")).isEmpty();
      assertThat(bench.cli("export", "--format", "json").json()).isEmpty();
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.cli("quarantine", "list", "--json").json().path("quarantined")).isEmpty();
      assertThat(bench.cli("config", "check").exit()).isZero();
    }
  }
}
