package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/stolen-station.md, step by step; and a group as its operator handles it. */
@Timeout(300)
class StolenStationTest {
  private static final String DAY_ONE = "2020-01-01";

  private final Bench bench = new Bench();
  private Operator operator;

  @BeforeEach
  void aLineWithAnHsmAndAGroup() throws IOException, InterruptedException {
    SoftwareTpm unused = bench.slot("A", 1);
    Path folder = bench.folder();
    TokenReader reader = bench.tokens();
    SoftToken hsm =
        bench.keep(SoftToken.make(folder.resolve("hsm"), "line3-ca", "4711471147", "0815081508"));
    var plugged = hsm.plugIn(reader);
    assertThat(plugged).isSameAs(hsm);
    Files.writeString(folder.resolve("credentials/issuer-pin"), "4711471147");
    bench
        .settings()
        .setText("product.press", "attestation", "x509-group")
        .setText("product.press", "group", "line3")
        .setText("issuer", "module", TokenReader.module())
        .setText("issuer", "token", "line3-ca");
    operator = new Operator(bench);
    assertThat(bench.cli("ca", "init", "--self-signed").exit()).isZero();
  }

  @AfterEach
  void clear() {
    bench.close();
  }

  private Said group(String... words) {
    List<String> line = new java.util.ArrayList<>(List.of("dps", "group"));
    line.addAll(List.of(words));
    line.addAll(List.of("--connection-string-file", operator.connectionStringFile(), "--json"));
    return bench.cli(line.toArray(new String[0]));
  }

  private void upload() {
    Said said = bench.cli("upload", "--seconds", "60", "--json");
    assertThat(said.json().path("waiting").asInt()).isZero();
  }

  private JsonNode device(String serial) {
    JsonNode devices = bench.cli("devices", "--since", DAY_ONE, "--json").json().path("devices");
    for (JsonNode device : devices) {
      if (device.path("serial").asText().equals(serial)) {
        return device;
      }
    }
    throw new AssertionError("no device " + serial + " in " + devices);
  }

  @Test
  void everyStepOfThePage() throws Exception {
    assertThat(group("create", "line3", "--x509").exit()).isZero();
    assertThat(bench.provision("000001").ending()).isEqualTo("PASS 0");
    upload();
    assertThat(device("000001").path("enrollment").asText()).isEqualTo("covered");
    assertThat(device("000001").path("verifiedAt").asText()).isNotEmpty();

    // 1. Lock the policy out: to the service the station's key is another one now.
    String key = Files.readString(bench.folder().resolve("credentials/dps-policy-key"));
    Base64.Encoder base64 = Base64.getEncoder();
    bench.policyKey(
        base64.encodeToString("a key nobody accepts, 32 bytes..".getBytes(StandardCharsets.UTF_8)));
    assertThat(bench.cli("upload", "--seconds", "2", "--json").code())
        .isEqualTo("dps.unauthorized");
    bench.policyKey(key);

    // 2. Disable its group.
    operator.disableGroup("line3");
    upload();
    assertThat(device("000001").path("enrollment").asText()).isEqualTo("queued");
    assertThat(device("000001").at("/problem/code").asText()).isEqualTo("group.disabled");
    Said stopped = bench.provision("000001");
    assertThat(stopped.exit()).isEqualTo(3);
    assertThat(stopped.code()).isEqualTo("group.disabled");

    // 3. List what it issued.
    Path certificates = bench.folder().resolve("certificates");
    Said list =
        bench.cli(
            "export",
            "--format",
            "csv",
            "--since",
            DAY_ONE,
            "--certificates",
            certificates.toString());
    assertThat(list.exit()).isZero();
    Path certificate = certificates.resolve("press-000001.pem");
    String serial =
        Tools.run(
                Map.of("F", certificate.toString()),
                "openssl x509 -in \"$F\" -noout -serial | sed 's/serial=0*//' | tr A-F a-f")
            .strip();
    assertThat(list.out()).contains("press-000001,000001,press,x509,", ",line3," + serial + ",");
    assertThat(bench.cli("devices", "--since", "2999-01-01").out()).contains("no devices");

    // 5. Let the good ones in again: an enrollment of its own, for a device in the field …
    operator.enrol("press-000001", certificate);
    assertThat(bench.enrolled().registrationIds()).containsExactly("press-000001");

    // 4. … and a new station with a CA and a group of its own, for one that is still here.
    bench
        .settings()
        .setText("station", "id", "line3-b")
        .setText("product.press", "group", "line3-b");
    assertThat(bench.cli("ca", "init", "--self-signed").exit()).isZero();
    assertThat(group("create", "line3-b", "--x509").exit()).isZero();
    assertThat(bench.provision("000001").ending()).isEqualTo("PASS 0");
    upload();
    assertThat(device("000001").path("enrollment").asText()).isEqualTo("covered");
    assertThat(device("000001").path("group").asText()).isEqualTo("line3-b");
  }

  @Test
  void aGroupDeletedWhileNobodyLookedIsFoundAndItsDevicesAreNotCalledCovered() {
    assertThat(group("create", "line3", "--x509").exit()).isZero();
    assertThat(bench.provision("000001").ending()).isEqualTo("PASS 0");
    upload();
    assertThat(device("000001").path("enrollment").asText()).isEqualTo("covered");
    operator.deleteGroup("line3");

    upload();

    JsonNode status = bench.cli("status", "--json").json();
    assertThat(status.at("/groups/0/status").asText()).isEqualTo("missing");
    assertThat(status.at("/backlog/uncovered").asInt()).isEqualTo(1);
    assertThat(device("000001").path("enrollment").asText()).isEqualTo("queued");
    assertThat(bench.cli("status").out()).contains("queued", "group.missing");
    assertThat(bench.provision("000001").code()).isEqualTo("group.missing");
  }

  @Test
  void aGroupIsMadeOnceShownAndDeletedOnlyOnPurpose() {
    assertThat(group("create", "line3", "--x509").json().path("changed").asBoolean()).isTrue();
    assertThat(operator.group("line3")).contains("signingCertificates", "enabled");
    assertThat(group("create", "line3", "--x509").json().path("changed").asBoolean(true)).isFalse();
    Said taken = group("create", "line3", "--symmetric-key");
    assertThat(taken.exit()).isEqualTo(3);
    assertThat(taken.code()).isEqualTo("group.taken");
    assertThat(taken.json().at("/problem/sentence").asText())
        .contains("attestation.type is x509 there, symmetricKey here");
    assertThat(group("show", "line3").json().path("attestation").asText()).isEqualTo("x509");

    Said asked = group("delete", "line3");
    assertThat(asked.exit()).isEqualTo(2);
    assertThat(asked.code()).isEqualTo("group.unconfirmed");
    assertThat(operator.group("line3")).contains("line3");

    assertThat(group("delete", "line3", "--yes").exit()).isZero();
    assertThat(group("show", "line3").exit()).isEqualTo(2);
  }

  @Test
  void aGroupsKeyIsInTheHsmAndNowhereElse() throws Exception {
    bench
        .settings()
        .setText("product.press", "attestation", "symmetric-key")
        .setText("product.press", "group", "press-keys");
    assertThat(group("create", "press-keys", "--symmetric-key").exit()).isZero();
    assertThat(bench.provision("000001").ending()).isEqualTo("PASS 0");
    upload();
    assertThat(device("000001").path("enrollment").asText()).isEqualTo("covered");
    assertThat(
            group("create", "press-keys", "--symmetric-key").json().path("changed").asBoolean(true))
        .as("the key in the HSM is the one at the service")
        .isFalse();
    assertThat(group("create", "press-keys", "--symmetric-key", "--existing").exit()).isZero();

    String key = operator.keyOf("press-keys");
    assertThat(key).hasSizeGreaterThan(40);
    assertThat(Files.readString(bench.journal(), StandardCharsets.ISO_8859_1))
        .doesNotContain(key)
        .doesNotContain(new String(Base64.getDecoder().decode(key), StandardCharsets.ISO_8859_1))
        .doesNotContain(bench.service().ownerConnectionString());
  }
}
