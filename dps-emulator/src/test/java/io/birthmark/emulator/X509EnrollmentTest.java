package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import io.birthmark.emulator.OpenSslCa.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service takes as X.509 attestation, and what it shows of it. */
class X509EnrollmentTest {

  @TempDir static Path dir;
  private static OpenSslCa root;
  private static Credential device;

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  @BeforeAll
  static void makeCertificates() {
    root = OpenSslCa.root(dir, "Plant Root");
    device = root.device("press-1");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void isRefused(Answer answer, String because) throws IOException {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(400004);
    assertThat(answer.message()).contains(because);
  }

  private Answer group(String x509) throws IOException {
    return owner.put(
        "/enrollmentGroups/g",
        "{\"enrollmentGroupId\":\"g\",\"attestation\":{\"type\":\"x509\",\"x509\":" + x509 + "}}");
  }

  private Answer individual(String x509) throws IOException {
    return owner.put(
        "/enrollments/a",
        "{\"registrationId\":\"a\",\"attestation\":{\"type\":\"x509\",\"x509\":" + x509 + "}}");
  }

  @Test
  void aCertificateIsPemOrBase64OfDerOrBase64OfPem() throws Exception {
    byte[] der = device.chain().get(0).getEncoded();
    String pem = device.leafPem();
    for (String form :
        List.of(
            pem,
            pem.replace("\n", "\r\n"),
            base64(der),
            base64(pem.getBytes(StandardCharsets.US_ASCII)),
            "Subject: CN=press-1\n" + pem + root.pem())) {
      Answer answer = owner.put("/enrollments/a", Bodies.x509("a", form));
      assertThat(answer.status()).as(form + answer.response().body()).isEqualTo(200);
      assertThat(
              answer.json().at("/attestation/x509/clientCertificates/primary/certificate").asText())
          .isEqualTo(base64(der));
      owner.delete("/enrollments/a");
    }
  }

  @Test
  void theInfoIsCompleteAndWhatOpenSslSays() throws Exception {
    Answer answer = owner.put("/enrollments/a", Bodies.x509("a", device.leafPem()));
    JsonNode info = answer.json().at("/attestation/x509/clientCertificates/primary/info");
    assertThat(info.path("subjectName").asText()).isEqualTo("CN=press-1");
    assertThat(info.path("issuerName").asText()).isEqualTo("CN=Plant Root");
    assertThat(info.path("sha1Thumbprint").asText())
        .isEqualTo(openSsl("-fingerprint", "-sha1").replaceAll(".*=|:", ""));
    assertThat(info.path("sha256Thumbprint").asText())
        .isEqualTo(openSsl("-fingerprint", "-sha256").replaceAll(".*=|:", ""));
    assertThat(info.path("serialNumber").asText()).isEqualTo(openSsl("-serial").substring(7));
    assertThat(info.path("version").asInt()).isEqualTo(3);
    for (String date : List.of("notBeforeUtc", "notAfterUtc")) {
      assertThat(info.path(date).asText()).matches("20\\d\\d-\\d\\d-\\d\\dT.*\\.0000000Z");
    }
    assertThat(info).hasSize(8);
  }

  private static String openSsl(String... wanted) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "x509", "-noout"));
    command.addAll(List.of(wanted));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().write(device.leafPem().getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }

  @Test
  void anUpdateMaySendBackWhatWasRead() throws IOException {
    Answer created = owner.put("/enrollmentGroups/g", Bodies.signedGroup("g", root.pem()));
    Answer again = owner.put("/enrollmentGroups/g", created.response().body(), created.etag());
    assertThat(again.json().path("attestation")).isEqualTo(created.json().path("attestation"));
  }

  @Test
  void whatIsNoCertificateIsRefused() throws IOException {
    for (String wrong :
        List.of(
            "",
            "not base64!",
            base64("no certificate".getBytes(StandardCharsets.US_ASCII)),
            "-----BEGIN CERTIFICATE-----\nMIIB",
            "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")) {
      isRefused(
          owner.put("/enrollments/a", Bodies.x509("a", wrong)),
          "The primary of clientCertificates is not an X.509 certificate");
    }
    isRefused(
        owner.put("/enrollments/a", Bodies.x509("a", device.leafPem() + device.keyPem())),
        "came with a private key");
    assertThat(emulator.enrollments()).isZero();
  }

  @Test
  void aSigningCertificateMustBeACas() throws IOException {
    isRefused(
        owner.put("/enrollmentGroups/g", Bodies.signedGroup("g", device.leafPem())),
        "A signing certificate cannot be used: it is not a CA certificate");
    assertThat(emulator.enrollmentGroups()).isZero();
  }

  @Test
  void thereIsExactlyOneForm() throws IOException {
    String exactlyOne = "exactly one of clientCertificates, signingCertificates and caReferences";
    isRefused(individual("{}"), exactlyOne);
    isRefused(
        group("{\"signingCertificates\":{},\"caReferences\":{\"primary\":\"x\"}}"), exactlyOne);
    isRefused(individual("{\"signingCertificates\":{}}"), "takes clientCertificates, not");
    isRefused(individual("{\"caReferences\":{}}"), "takes clientCertificates, not");
    isRefused(group("{\"clientCertificates\":{}}"), "takes signingCertificates or caReferences");
    isRefused(individual("{\"clientCertificates\":{}}"), "a primary or a secondary certificate");
    isRefused(group("{\"caReferences\":{}}"), "a primary or a secondary name");
    isRefused(
        individual("{\"clientCertificates\":{\"primary\":{\"info\":{}}}}"),
        "certificate is missing");
  }

  @Test
  void aCaIsReferredToByANameThatIsKnown() throws IOException {
    isRefused(
        owner.put("/enrollmentGroups/g", Bodies.referringGroup("g", "plant")),
        "no CA certificate named 'plant'");
    owner.put("/admin/certificates/plant", root.pem());
    Answer answer = owner.put("/enrollmentGroups/g", Bodies.referringGroup("g", "plant"));
    assertThat(answer.json().at("/attestation/x509/caReferences/primary").asText())
        .isEqualTo("plant");
  }
}
