package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code birthmark demo --tpm 3 --dir D --json}, and what it leaves behind in D. */
class DemoTest {
  private static final List<String> SERIALS = List.of("000001", "000002", "000003");

  private static Path folder = Path.of("");
  private static Path dir = Path.of("");
  private static Said said = new Said(-1, "", "");

  @BeforeAll
  static void runTheDemo() throws Exception {
    folder = Files.createTempDirectory("birthmark-demo-test");
    dir = folder.resolve("line");
    try (Forked demo = demo("--tpm", "3", "--dir", dir.toString(), "--json")) {
      said = demo.waitFor();
    }
  }

  @AfterAll
  static void tidyUp() {
    TpmShop.delete(folder);
  }

  private static Forked demo(String... words) {
    return Forked.start(folder, "io.birthmark.demo.Demo", List.of(words));
  }

  private static JsonNode report() throws IOException {
    return new ObjectMapper().readTree(dir.resolve("report.json").toFile());
  }

  private static JsonNode device(String serial) throws IOException {
    for (JsonNode device : report().path("devices")) {
      if (device.path("serial").asText().equals(serial)) {
        return device;
      }
    }
    throw new AssertionError("no device " + serial);
  }

  private static SoftwareTpm switchedOn(String serial) {
    SoftwareTpm tpm = Bench.on(new SoftwareTpm(dir.resolve("devices/" + serial + "/tpm")));
    String unused = Tools.run(tpm, "tpm2_startup -c");
    return tpm;
  }

  @Test
  void standardOutputIsTheReportAndNothingElse() throws Exception {
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.json()).isEqualTo(report());
  }

  @Test
  void theReportTellsOfEveryDevice() throws Exception {
    assertThat(report().path("devices")).hasSize(3);
    for (String serial : SERIALS) {
      JsonNode device = device(serial);
      assertThat(device.path("element").asText()).isEqualTo("tpm2");
      assertThat(device.path("attestation").asText()).isEqualTo("tpm");
      assertThat(device.path("registrationId").asText()).isEqualTo("press-" + serial);
      assertThat(device.path("outcome").asText()).isEqualTo("PASS");
      assertThat(device.path("millis").asDouble()).isPositive();
      assertThat(device.path("elementMillis").asDouble())
          .isPositive()
          .isLessThan(device.path("millis").asDouble());
      assertThat(device.path("enrolled").asBoolean()).isTrue();
      assertThat(device.path("enrollment").asText()).isEqualTo("individual");
      assertThat(device.path("assignedHub").asText()).isIn(EmulatorOptions.DEFAULT_HUBS);
      assertThat(device.path("deviceId").asText()).isEqualTo("press-" + serial);
    }
    JsonNode totals = report().path("totals");
    assertThat(totals.path("provisioned").asInt()).isEqualTo(3);
    assertThat(totals.path("enrolled").asInt()).isEqualTo(3);
    assertThat(totals.path("registered").asInt()).isEqualTo(3);
    assertThat(totals.path("failed").asInt()).isZero();
    assertThat(totals.path("seconds").asDouble()).isPositive();
  }

  @Test
  void theRecordInEachTpmAgreesWithTheReport() throws Exception {
    for (String serial : SERIALS) {
      try (SoftwareTpm tpm = switchedOn(serial)) {
        String record = Tools.record(tpm);
        JsonNode json = new ObjectMapper().readTree(record);
        assertThat(json.path("serial").asText()).isEqualTo(serial);
        assertThat(json.path("registrationId")).isEqualTo(device(serial).path("registrationId"));
        assertThat(json.path("attestation")).isEqualTo(device(serial).path("attestation"));
        assertThat(json.path("idScope").asText())
            .isEqualTo(Files.readString(dir.resolve("dps/id-scope")).strip());
        assertThat(json.path("key").asText()).isEqualTo("tpm2:0x81010001");
        // The stored bytes are exactly the JSON.
        assertThat(record).startsWith("{").endsWith("}");
      }
    }
  }

  @Test
  void theLabelOfEachDeviceSaysWhatIsInside() throws Exception {
    for (String serial : SERIALS) {
      try (SoftwareTpm tpm = switchedOn(serial)) {
        JsonNode record = new ObjectMapper().readTree(Tools.record(tpm));
        String id = record.path("registrationId").asText();
        String inside = record.path("serial").asText();
        for (Path picture : LabelPictures.of(dir.resolve("labels/" + serial + ".zpl"))) {
          assertThat(LabelPictures.codes(picture))
              .as(picture.toString())
              .containsExactlyInAnyOrder(
                  "QR-Code:" + id + " " + inside + " 1", "CODE-128:" + inside);
        }
      }
    }
  }

  @Test
  void theRecordIsWriteLockedAlsoAfterAPowerCycle() {
    try (SoftwareTpm tpm = switchedOn("000001")) {
      String before = Tools.record(tpm);
      assertThat(Tools.run(tpm, "tpm2_nvreadpublic 0x01800100")).contains("writelocked");
      assertThat(Tools.run(tpm, "! echo x | tpm2_nvwrite -C o 0x01800100 -i- 2>&1"))
          .containsIgnoringCase("lock");
      assertThat(Tools.record(tpm)).isEqualTo(before);
    }
  }

  @Test
  void theEkInEachTpmIsItsCertificatesAndTheOneTheServiceKnows() throws Exception {
    try (DpsEmulator service =
        DpsEmulator.start(EmulatorOptions.builder().directory(dir.resolve("dps")).build())) {
      assertThat(service.enrollments()).isEqualTo(3);
      Enrolled enrolled = new Enrolled(dir.resolve("dps"));
      for (String serial : SERIALS) {
        try (SoftwareTpm tpm = switchedOn(serial)) {
          assertThat(enrolled.endorsementKeyOf("press-" + serial))
              .isEqualTo(Tools.endorsementKey(tpm));
          assertThat(
                  Tools.run(
                      tpm,
                      "f=$(mktemp); tpm2_readpublic -Q -c 0x81010001 -f pem -o $f;"
                          + " openssl rsa -pubin -in $f -noout -modulus; rm $f"))
              .isEqualTo(
                  Tools.run(
                      tpm, "tpm2_nvread 0x01C00002 | openssl x509 -inform DER -noout -modulus"));
        }
      }
    }
  }

  @Test
  void theJournalIsAnOrdinarySqliteFile() {
    Path journal = dir.resolve("journal.db");
    assertThat(Tools.sqlite(journal, "PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(
            Tools.sqlite(
                journal,
                "SELECT d.serial || ' ' || r.outcome || ' ' || e.state FROM devices d"
                    + " JOIN runs r ON r.device = d.id JOIN enrollments e ON e.device = d.id"
                    + " ORDER BY d.serial"))
        .isEqualTo("000001 PASS enrolled\n000002 PASS enrolled\n000003 PASS enrolled");
  }

  @Test
  void nothingIsLeftRunning() {
    assertThat(running()).isEmpty();
  }

  @Test
  void aLineThatStaysAnswersTheVerbsAndEndsWithoutATraceOnCtrlC() throws Exception {
    Path staying = folder.resolve("staying");
    try (Forked demo = demo("--tpm", "1", "--dir", staying.toString(), "--stay")) {
      demo.awaitError("until Ctrl-C");
      String address = Files.readString(staying.resolve("devices/000001/tpm-address")).strip();
      String tcti = address.replaceFirst("tcp:(.*):(.*)", "swtpm:host=$1,port=$2");
      assertThat(
              Tools.run(
                  Map.of("TPM2TOOLS_TCTI", tcti),
                  "tpm2_getcap handles-transient; tpm2_getcap handles-loaded-session"))
          .isEmpty();

      Said status = ask(staying, "status", "--json");
      assertThat(status.exit()).as(status.err()).isZero();
      assertThat(status.json().path("provisioned").asInt()).isEqualTo(1);
      Said again = ask(staying, "provision", "--serial", "000001", "--json");
      assertThat(again.ending()).isEqualTo("PASS 0");
      assertThat(again.json().path("continued").asBoolean()).isTrue();
      String port = Files.readString(staying.resolve("dps/port")).strip();

      demo.signal("INT");
      Said end = demo.waitFor();

      assertThat(end.out()).contains("1 registered, 0 failed");
      assertThat(running()).isEmpty();
      assertThat(Tools.run(Map.of(), "! (exec 3<>/dev/tcp/127.0.0.1/" + port + ") 2>&1"))
          .contains("refused");
      assertThat(staying.resolve("control")).doesNotExist();
    }
  }

  private static Said ask(Path line, String... words) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", line.resolve("birthmark.toml").toString()));
    try (Forked asked = Forked.start(folder, "io.birthmark.station.Main", all)) {
      return asked.waitFor();
    }
  }

  @Test
  void aFolderTooDeepForASocketIsNoHindrance() throws Exception {
    Path deep = folder.resolve("d".repeat(60)).resolve("e".repeat(60));
    try (Forked demo = demo("--tpm", "1", "--dir", deep.toString(), "--stay")) {
      demo.awaitError("until Ctrl-C");
      Said status = ask(deep, "status", "--json");
      assertThat(status.exit()).as(status.err()).isZero();
      String config = Files.readString(deep.resolve("birthmark.toml"));
      Path socket = Path.of(config.replaceFirst("(?s).*control = \"([^\"]*)\".*", "$1"));
      assertThat(socket).exists();
      demo.signal("INT");
      Said unused = demo.waitFor();
      assertThat(socket.getParent()).doesNotExist();
    }
  }

  @Test
  void ctrlCInTheMiddleLeavesNothingRunning() throws Exception {
    for (String moment : List.of("1 of 4", "2 of 4", "provisioning:", "first boot:")) {
      Path cut = folder.resolve("cut");
      try (Forked demo = demo("--tpm", "4", "--dir", cut.toString())) {
        demo.awaitError(moment);
        demo.signal("INT");
        Said unused = demo.waitFor();
        assertThat(running()).as("after Ctrl-C at \"%s\": %s", moment, demo.err()).isEmpty();
      }
    }
  }

  @Test
  void wrongUseIsTwo() throws Exception {
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Path file = Files.writeString(foreign.resolve("thesis.txt"), "mine");
    for (List<String> words :
        List.of(
            List.of("--tpm", "0"),
            List.of("--tpm", "many"),
            List.of("--attestation", "palm"),
            List.of("--pkcs11", "2", "--attestation", "tpm"),
            List.of("--pkcs11", "501"),
            List.of("--colour"),
            List.of("--tpm", "1", "--dir", foreign.toString()))) {
      try (Forked demo = demo(words.toArray(new String[0]))) {
        Said wrong = demo.waitFor();
        assertThat(wrong.exit()).as("%s: %s", words, wrong).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).isNotBlank();
      }
    }
    assertThat(file).hasContent("mine");
  }

  /** What still runs and was started by a demo of this test. */
  private static List<String> running() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("swtpm") && line.contains(folder.toString()))
        .toList();
  }
}
