package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code birthmark demo --tpm 4 --pkcs11 3 --attestation all}: a device for each way in which an
 * element can prove itself, judged by tpm2-tools, pkcs11-tool and openssl.
 */
class EveryCellTest {
  private static final List<String> CELLS =
      List.of(
          "000001 tpm2 tpm individual",
          "000002 tpm2 x509 individual",
          "000003 tpm2 x509-group group:demo-line",
          "000004 tpm2 symmetric-key group:demo-keys",
          "000005 pkcs11 x509 individual",
          "000006 pkcs11 x509-group group:demo-line",
          "000007 pkcs11 symmetric-key group:demo-keys");

  /** Reads the NV indices after the record's, as long as there are any: the chain, in DER. */
  private static final String TPM_CHAIN =
      """
      for i in $(seq 1 8); do
        index=$(printf '0x%x' $((0x01800100 + i)))
        tpm2_nvreadpublic "$index" > /dev/null 2>&1 || break
        tpm2_nvread "$index"
      done > "$CHAIN"
      """;

  /** Splits certificates in DER, one after the other, into PEM: leaf.pem and above.pem. */
  private static final String SPLIT =
      """
      offset=0
      size=$(stat -c %s "$CHAIN")
      : > "$WORK/above.pem"
      while [ "$offset" -lt "$size" ]; do
        length=$((16#$(tail -c +$((offset + 3)) "$CHAIN" | head -c 2 | od -An -v -tx1 | tr -d ' \n') + 4))
        tail -c +$((offset + 1)) "$CHAIN" | head -c "$length" | openssl x509 -inform DER > "$WORK/one.pem"
        if [ "$offset" = 0 ]; then cp "$WORK/one.pem" "$WORK/leaf.pem"; else cat "$WORK/one.pem" >> "$WORK/above.pem"; fi
        offset=$((offset + length))
      done
      """;

  private static Path folder = Path.of("");
  private static Path dir = Path.of("");
  private static Said said = new Said(-1, "", "");

  @BeforeAll
  static void runTheDemo() throws Exception {
    folder = Files.createTempDirectory("birthmark-cells-test");
    dir = EveryCell.line();
    said = EveryCell.said();
  }

  @AfterAll
  static void tidyUp() {
    TpmShop.delete(folder);
  }

  private static SoftwareTpm switchedOn(String serial) {
    SoftwareTpm tpm = Bench.on(new SoftwareTpm(EveryCell.place(serial).resolve("tpm")));
    String unused = Tools.run(tpm, "tpm2_startup -c");
    return tpm;
  }

  /** pkcs11-tool, logged in to a device's token, which is alone in its own folder. */
  private static String token(String serial, String arguments, String rest) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SOFTHSM2_CONF", EveryCell.place(serial).resolve("softhsm2.conf").toString());
    environment.put("WORK", folder.toString());
    try {
      environment.put("PIN", Files.readString(EveryCell.place(serial).resolve("pin")).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Tools.run(
        environment,
        "pkcs11-tool --module "
            + TokenReader.module()
            + " --token-label device-"
            + serial
            + " --login --pin env:PIN "
            + arguments
            + " 2> \"$WORK/pkcs11-tool.err\""
            + rest);
  }

  private static String token(String serial, String arguments) {
    return token(serial, arguments, "");
  }

  private static String read(String serial, String type, String label, String file) {
    return token(
        serial,
        "--read-object --type "
            + type
            + " --label "
            + label
            + " --output-file \"$WORK/"
            + file
            + "\"",
        " > /dev/null");
  }

  private static String openssl(String arguments) {
    return Tools.run(
        Map.of("WORK", folder.toString(), "ROOT", dir.resolve("plant/root.pem").toString()),
        "cd \"$WORK\"; openssl " + arguments);
  }

  /** The paragraph of pkcs11-tool's listing that begins with {@code heading}. */
  private static String object(String listing, String heading) {
    int begin = listing.indexOf(heading);
    assertThat(begin).as("%s in %s", heading, listing).isNotNegative();
    StringBuilder object = new StringBuilder();
    for (String line : listing.substring(begin).split("\n", -1)) {
      if (object.length() > 0 && !line.startsWith("  ")) {
        break;
      }
      object.append(line).append('\n');
    }
    return object.toString();
  }

  private static void assertIssued(String serial) throws IOException {
    assertThat(
            openssl(
                "verify -x509_strict -purpose sslclient -CAfile \"$ROOT\" -untrusted above.pem leaf.pem"))
        .isEqualTo("leaf.pem: OK");
    assertThat(openssl("x509 -in leaf.pem -noout -subject -nameopt multiline"))
        .contains("commonName")
        .endsWith("= " + EveryCell.told(serial).path("registrationId").asText());
  }

  private static void assertRecord(String serial, String record) throws IOException {
    JsonNode json = new ObjectMapper().readTree(record);
    assertThat(json.path("serial").asText()).isEqualTo(serial);
    assertThat(json.path("registrationId"))
        .isEqualTo(EveryCell.told(serial).path("registrationId"));
    assertThat(json.path("idScope").asText())
        .isEqualTo(Files.readString(dir.resolve("dps/id-scope")).strip());
    assertThat(EveryCell.told(serial).path("attestation").asText())
        .startsWith(json.path("attestation").asText());
    assertThat(record).startsWith("{").endsWith("}");
  }

  /** What the published formula makes of the group's key, in hexadecimal; the demo is down. */
  private static String derived(String serial) throws IOException {
    String groupKey;
    try (DpsEmulator service =
        DpsEmulator.start(EmulatorOptions.builder().directory(dir.resolve("dps")).build())) {
      assertThat(service.enrollmentGroups()).isEqualTo(2);
      groupKey = EveryCell.groupKey();
    }
    return hmac(
        Tools.run(
            Map.of("KEY", groupKey), "base64 -d <<< \"$KEY\" | od -An -v -tx1 | tr -d ' \\n'"),
        EveryCell.told(serial).path("registrationId").asText());
  }

  private static String hmac(String hexKey, String message) {
    return Tools.run(
        Map.of("KEY", hexKey, "MESSAGE", message),
        "printf %s \"$MESSAGE\" | openssl dgst -sha256 -mac HMAC -macopt \"hexkey:$KEY\" -binary"
            + " | od -An -v -tx1 | tr -d ' \\n'");
  }

  @Test
  void everyCellIsEnrolledAndRegistered() throws Exception {
    assertThat(said.exit()).as(said.err()).isZero();
    JsonNode report = said.json();
    assertThat(
            StreamSupport.stream(report.path("devices").spliterator(), false)
                .map(
                    one ->
                        String.join(
                            " ",
                            one.path("serial").asText(),
                            one.path("element").asText(),
                            one.path("attestation").asText(),
                            one.path("enrollment").asText())))
        .isEqualTo(CELLS);
    for (JsonNode one : report.path("devices")) {
      assertThat(one.path("outcome").asText()).isEqualTo("PASS");
      assertThat(one.path("enrolled").asBoolean()).isTrue();
      assertThat(one.path("deviceId").asText()).isEqualTo("press-" + one.path("serial").asText());
      assertThat(one.path("assignedHub").asText()).isIn(EmulatorOptions.DEFAULT_HUBS);
    }
    assertThat(report.at("/totals/registered").asInt()).isEqualTo(CELLS.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"000001", "000002", "000003", "000004"})
  void theRecordReadsBackFromTheTpm(String serial) throws Exception {
    try (SoftwareTpm tpm = switchedOn(serial)) {
      assertRecord(serial, Tools.record(tpm));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"000005", "000006", "000007"})
  void theRecordReadsBackFromTheToken(String serial) throws Exception {
    String unused = read(serial, "data", "birthmark-identity", "record");
    assertRecord(serial, Files.readString(folder.resolve("record"), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000005", "000006"})
  void theKeyOnTheTokenWasMadeThereAndCannotLeave(String serial) {
    assertThat(object(token(serial, "-O"), "Private Key Object; EC"))
        .contains("birthmark-device")
        .containsPattern("Access: +sensitive, always sensitive, never extractable, local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"000005", "000006"})
  void theCertificateOnTheTokenLeadsToThePlantsRoot(String serial) throws Exception {
    String unused =
        read(serial, "cert", "birthmark-device", "leaf.der")
            + openssl("x509 -inform DER -in leaf.der -out leaf.pem")
            + read(serial, "cert", "birthmark-device-chain-1", "above.der")
            + openssl("x509 -inform DER -in above.der -out above.pem");
    assertIssued(serial);
  }

  @Test
  void theImportedKeyOnTheTokenCannotLeave() {
    assertThat(object(token("000007", "-O"), "Secret Key Object"))
        .contains("birthmark-device")
        .contains("sensitive")
        .doesNotContain("extractable");
  }

  @Test
  void theKeyOnTheTokenIsTheDerivedOne() throws Exception {
    String key = derived("000007");
    assertThat(
            token(
                "000007",
                "--sign --mechanism SHA256-HMAC --label birthmark-device --input-file <(printf"
                    + " probe) --output-file \"$WORK/mac\"",
                " > /dev/null; od -An -v -tx1 \"$WORK/mac\" | tr -d ' \\n'"))
        .isEqualTo(hmac(key, "probe"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000002", "000003"})
  void theKeyInTheTpmWasMadeThereAndItsCertificateLeadsToThePlantsRoot(String serial)
      throws Exception {
    try (SoftwareTpm tpm = switchedOn(serial)) {
      Map<String, String> environment =
          Map.of(
              "TPM2TOOLS_TCTI",
              tpm.tcti(),
              "CHAIN",
              folder.resolve("chain").toString(),
              "WORK",
              folder.toString());
      assertThat(Tools.run(tpm, "tpm2_readpublic -c 0x81000101"))
          .contains("fixedtpm|fixedparent|sensitivedataorigin")
          .doesNotContain("decrypt");
      String unused = Tools.run(environment, TPM_CHAIN + SPLIT);
      assertIssued(serial);
      assertThat(openssl("x509 -in leaf.pem -noout -pubkey"))
          .isEqualTo(
              Tools.run(
                  environment,
                  "tpm2_readpublic -Q -c 0x81000101 -f pem -o \"$WORK/key.pem\"; cat"
                      + " \"$WORK/key.pem\""));
    }
  }

  @Test
  void theKeyInTheTpmIsTheDerivedOne() throws Exception {
    String key = derived("000004");
    try (SoftwareTpm tpm = switchedOn("000004")) {
      assertThat(Tools.run(tpm, "printf probe | tpm2_hmac -c 0x81000102 --hex"))
          .isEqualTo(hmac(key, "probe"));
    }
  }

  @Test
  void theOtherAttestationsLeaveNoKeyOfTheirsBehind() {
    try (SoftwareTpm tpm = switchedOn("000001")) {
      assertThat(Tools.run(tpm, "tpm2_getcap handles-persistent"))
          .doesNotContain("0x81000101")
          .doesNotContain("0x81000102");
    }
  }
}
