package io.birthmark.firstboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.endtoend.DpsOwner;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.SigningAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device registers by what its record says, at a service that has never seen it. */
class RegistrationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** base64 of "0123456789abcdef0123456789abcdef". */
  private static final String GROUP_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir private static Path folder;

  private static OpenSslLine line;
  private static DpsEmulator service;
  private static DpsOwner owner;

  @BeforeAll
  static void startTheService() throws Exception {
    line = new OpenSslLine(Files.createDirectory(folder.resolve("line")));
    service =
        DpsEmulator.start(
            EmulatorOptions.builder()
                .directory(folder.resolve("dps"))
                .assigningAnswers(2)
                .retryAfterSeconds(0)
                .build());
    owner = new DpsOwner(folder.resolve("dps"));
    group("line", signedBy("line"));
    group("keys", symmetric(GROUP_KEY));
  }

  @AfterAll
  static void stopTheService() throws Exception {
    service.close();
  }

  private static void group(String name, ObjectNode attestation) {
    ObjectNode group = JSON.createObjectNode().put("enrollmentGroupId", name);
    group.set("attestation", attestation);
    assertThat(owner.call("PUT", "/enrollmentGroups/" + name, group.toString())).isNotEmpty();
  }

  private static void enroll(String registrationId, ObjectNode attestation) {
    ObjectNode enrollment = JSON.createObjectNode().put("registrationId", registrationId);
    enrollment.set("attestation", attestation);
    assertThat(owner.call("PUT", "/enrollments/" + registrationId, enrollment.toString()))
        .isNotEmpty();
  }

  private static ObjectNode x509(String place, String name) {
    ObjectNode attestation = JSON.createObjectNode().put("type", "x509");
    attestation
        .putObject("x509")
        .putObject(place)
        .putObject("primary")
        .put("certificate", line.pem(name));
    return attestation;
  }

  private static ObjectNode signedBy(String name) {
    return x509("signingCertificates", name);
  }

  private static ObjectNode symmetric(String key) {
    ObjectNode attestation = JSON.createObjectNode().put("type", "symmetricKey");
    attestation.putObject("symmetricKey").put("primaryKey", key).put("secondaryKey", key);
    return attestation;
  }

  private static IdentityRecord record(String registrationId, Attestation attestation) {
    return new IdentityRecord(
        service.url(),
        service.idScope(),
        registrationId,
        attestation,
        "000417",
        "somewhere",
        Optional.empty(),
        Optional.empty());
  }

  private static SoftwareElement certified(String registrationId, String kind) throws Exception {
    line.device(registrationId, kind);
    return new SoftwareElement()
        .with(record(registrationId, Attestation.X509))
        .with(line.chain(registrationId, "line", "root"), line.key(registrationId));
  }

  private static Assignment register(SoftwareElement element) throws Exception {
    return new Registration(element, Trust.in(folder.resolve("dps/ca.pem")), Clock.systemUTC())
        .register();
  }

  private static void assertAssigned(String registrationId, Assignment assignment) {
    assertThat(assignment.registrationId()).isEqualTo(registrationId);
    assertThat(assignment.deviceId()).isEqualTo(registrationId);
    assertThat(assignment.assignedHub()).isIn(EmulatorOptions.DEFAULT_HUBS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "RSA -pkeyopt rsa_keygen_bits:2048"
      })
  void aCertificateOfTheLineIsKnownByItsGroup(String kind) throws Exception {
    String id = "g-" + Integer.toHexString(kind.hashCode());
    assertAssigned(id, register(certified(id, kind)));
  }

  @Test
  void anRsaKeyWithoutPssRegistersAsWell() throws Exception {
    SoftwareElement element =
        certified("no-pss", "RSA -pkeyopt rsa_keygen_bits:2048")
            .unableTo(SigningAlgorithm.RSA_PSS_SHA256);
    assertAssigned("no-pss", register(element));
  }

  @Test
  void aCertificateIsKnownByItsOwnEnrollment() throws Exception {
    SoftwareElement element = certified("alone", "EC -pkeyopt ec_paramgen_curve:P-256");
    enroll("alone", x509("clientCertificates", "alone"));
    assertAssigned("alone", register(element));
  }

  @Test
  void aDerivedKeyIsKnownByItsGroup() throws Exception {
    // base64(HMAC-SHA256(group key, "sym-dev-0001")), as openssl computes it.
    Bytes derived = Bytes.ofBase64("ETI/IlWoKmsEl17r5RvBKgNohvCygw4JIcL3Ce7CYQM=");
    assertAssigned(
        "sym-dev-0001",
        register(
            new SoftwareElement()
                .with(record("sym-dev-0001", Attestation.SYMMETRIC_KEY))
                .withSecret(derived)));
  }

  @Test
  void aKeyIsKnownByItsOwnEnrollment() throws Exception {
    Bytes key = Bytes.of("fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII));
    enroll("own-key", symmetric(key.base64()));
    assertAssigned(
        "own-key",
        register(
            new SoftwareElement()
                .with(record("own-key", Attestation.SYMMETRIC_KEY))
                .withSecret(key)));
  }

  @Test
  void aWrongKeyIsRefusedWithTheServicesReason() {
    assertThatThrownBy(
            () ->
                register(
                    new SoftwareElement()
                        .with(record("sym-dev-0002", Attestation.SYMMETRIC_KEY))
                        .withSecret(Bytes.of(new byte[32]))))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("401");
  }

  @Test
  void aStrangersCertificateIsRefusedWithTheServicesReason() throws Exception {
    OpenSslLine elsewhere = new OpenSslLine(Files.createDirectory(folder.resolve("elsewhere")));
    elsewhere.device("stranger", "EC -pkeyopt ec_paramgen_curve:P-256");
    SoftwareElement element =
        new SoftwareElement()
            .with(record("stranger", Attestation.X509))
            .with(elsewhere.chain("stranger", "line"), elsewhere.key("stranger"));
    assertThatThrownBy(() -> register(element))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void aCertificateOfAnotherKeyNeverGetsToTheService() throws Exception {
    line.device("mixed-up", "EC -pkeyopt ec_paramgen_curve:P-256");
    SoftwareElement element =
        new SoftwareElement()
            .with(record("mixed-up", Attestation.X509))
            .with(line.chain("mixed-up", "line"), line.key("line"));
    assertThatThrownBy(() -> register(element))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("belongs to another key");
  }

  @Test
  void anElementPulledInTheHandshakeIsWhatIsReported() throws Exception {
    SoftwareElement element =
        certified("pulled", "EC -pkeyopt ec_paramgen_curve:P-256").pulledAfter(1);
    assertThatThrownBy(() -> register(element))
        .isInstanceOf(ElementException.class)
        .hasMessageContaining("it was pulled out");
  }

  @Test
  void aTpmsRecordInAnotherElementIsRefused() {
    assertThatThrownBy(() -> register(new SoftwareElement().with(record("t", Attestation.TPM))))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("no TPM");
  }

  @Test
  void anElementWithoutARecordIsRefused() {
    assertThatThrownBy(() -> register(new SoftwareElement()))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("no identity record");
  }
}
