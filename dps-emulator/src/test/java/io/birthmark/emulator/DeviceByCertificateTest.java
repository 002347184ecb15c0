package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import io.birthmark.emulator.OpenSslCa.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device shows its certificate and asks for its hub. */
class DeviceByCertificateTest {

  @TempDir static Path dir;
  private static OpenSslCa root;
  private static OpenSslCa line;
  private static Credential device;

  @BeforeAll
  static void makeCertificates() {
    root = OpenSslCa.root(dir, "Plant Root");
    line = root.intermediate("Line 3");
    device = line.device("press-1");
  }

  @AutoClose
  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().assigningAnswers(0));

  private final Caller owner = Caller.owner(emulator);

  private void put(String path, String body) throws IOException {
    Answer answer = owner.put(path, body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
  }

  private static Answer register(DpsEmulator at, Credential credential, String id)
      throws IOException {
    return Caller.showing(credential, at)
        .put("/" + at.idScope() + "/registrations/" + id + "/register", Bodies.register(id));
  }

  private Answer register(Credential credential) throws IOException {
    return register(emulator, credential, "press-1");
  }

  private static JsonNode isAssigned(Answer answer) throws IOException {
    assertThat(answer.json().path("status").asText())
        .as(answer.response().body())
        .isEqualTo("assigned");
    return answer.json().path("registrationState");
  }

  private static void isRefused(Answer answer, String because) throws IOException {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo(401002);
    assertThat(answer.message()).startsWith("Invalid certificate").contains(because);
  }

  @Test
  void isRecognisedByTheCertificateOfItsEnrollment() throws IOException {
    put("/enrollments/press-1", Bodies.x509("press-1", device.leafPem(), ",\"deviceId\":\"P.1\""));
    JsonNode state = isAssigned(register(device));
    assertThat(state.path("deviceId").asText()).isEqualTo("P.1");
    assertThat(state.at("/x509/certificateInfo/subjectName").asText()).isEqualTo("CN=press-1");
    assertThat(state.at("/x509/enrollmentGroupId").isMissingNode()).isTrue();
  }

  @Test
  void mayVouchForItselfIfItIsEnrolledItself() throws IOException {
    Credential alone = OpenSslCa.selfSigned(dir, "press-1");
    put("/enrollments/press-1", Bodies.x509("press-1", alone.leafPem()));
    isAssigned(register(alone));
  }

  @Test
  void mayShowThePrimaryOrTheSecondaryAndNoOther() throws IOException {
    Credential next = line.device("press-1");
    put(
        "/enrollments/press-1",
        """
        {"registrationId":"press-1","attestation":{"type":"x509","x509":{"clientCertificates":
         {"primary":{"certificate":%s},"secondary":{"certificate":%s}}}}}"""
            .formatted(Bodies.json(device.leafPem()), Bodies.json(next.leafPem())));
    isAssigned(register(device));
    isAssigned(register(next));
    isRefused(register(line.device("press-1")), "not the one enrolled");
  }

  @Test
  void isRecognisedByASignerItDidNotSend() throws IOException {
    put("/enrollmentGroups/plant", Bodies.signedGroup("plant", root.pem()));
    JsonNode state = isAssigned(register(device));
    assertThat(state.path("deviceId").asText()).isEqualTo("press-1");
    assertThat(state.at("/x509/enrollmentGroupId").asText()).isEqualTo("plant");
    assertThat(state.at("/x509/signingCertificateInfo/subjectName").asText())
        .isEqualTo("CN=Plant Root");
    assertThat(emulator.registrations()).isEqualTo(1);
  }

  @Test
  void maySendTheRootToo() throws IOException {
    put("/enrollmentGroups/plant", Bodies.signedGroup("plant", root.pem()));
    isAssigned(register(device.showing(device.leafPem(), line.pem(), root.pem())));
  }

  @Test
  void ofTwoGroupsWithOneSignerTheFirstByIdDecides() throws IOException {
    put("/enrollmentGroups/b", Bodies.signedGroup("b", line.pem()));
    put("/enrollmentGroups/a", Bodies.signedGroup("a", line.pem()));
    assertThat(isAssigned(register(device)).at("/x509/enrollmentGroupId").asText()).isEqualTo("a");
  }

  @Test
  void belongsToTheGroupOfItsNearestSigner() throws IOException {
    put("/enrollmentGroups/a-plant", Bodies.signedGroup("a-plant", root.pem()));
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    assertThat(isAssigned(register(device)).at("/x509/enrollmentGroupId").asText())
        .isEqualTo("line");
    owner.delete("/enrollmentGroups/line");
    assertThat(isAssigned(register(device)).at("/x509/enrollmentGroupId").asText())
        .isEqualTo("a-plant");
  }

  @Test
  void doesNotFallThroughFromADisabledGroupToTheNext() throws IOException {
    String disabled = ",\"provisioningStatus\":\"disabled\"";
    put("/enrollmentGroups/plant", Bodies.signedGroup("plant", root.pem()));
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem(), disabled));
    Answer answer = register(device);
    assertThat(answer.json().path("status").asText()).isEqualTo("disabled");
    assertThat(answer.json().at("/registrationState/assignedHub").isMissingNode()).isTrue();
  }

  @Test
  void isDecidedOverByItsOwnEnrollmentBeforeAnyGroup() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    put(
        "/enrollments/press-1",
        Bodies.x509("press-1", device.leafPem(), ",\"provisioningStatus\":\"disabled\""));
    assertThat(register(device).json().path("status").asText()).isEqualTo("disabled");
    owner.put("/enrollments/press-1", Bodies.symmetricKey("press-1"), "*");
    assertThat(register(device).status()).isEqualTo(401);
    owner.delete("/enrollments/press-1");
    isAssigned(register(device));
  }

  @Test
  void isCalledAsItsCertificateSaysWhateverTheCase() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    isAssigned(register(emulator, device, "PRESS-1"));
    isRefused(register(emulator, device, "press-2"), "its CN 'press-1' is not");
  }

  @Test
  void isRefusedWithAForgedChain() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    OpenSslCa impostor = OpenSslCa.root(dir, "Plant Root").intermediate("Line 3");
    Credential forged = impostor.device("press-1");
    isRefused(register(forged), "no enrollment group has its signer");
    isRefused(
        register(forged.showing(forged.leafPem(), line.pem())),
        "'CN=press-1' is not signed by the one after it, certificate 'CN=Line 3'");
  }

  @Test
  void isRefusedIfOneWhoMayNotSignDid() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    Credential below = line.deviceThatSigns("press-9").device("press-1");
    isRefused(register(below), "CN=press-9");
    OpenSslCa last = root.lastIntermediate("Line 4");
    put("/enrollmentGroups/line4", Bodies.signedGroup("line4", last.pem()));
    isRefused(register(last.intermediate("Line 4b").device("press-1")), "path");
  }

  @Test
  void isRefusedWithoutACertificateOrAnEnrollment() throws IOException {
    isRefused(register(device), "no enrollment group has its signer");
    put("/enrollments/press-1", Bodies.x509("press-1", device.leafPem()));
    String path = "/" + emulator.idScope() + "/registrations/press-1/register";
    isRefused(
        Caller.stranger(emulator).put(path, Bodies.register("press-1")), "the device showed none");
    Answer nobody =
        Caller.stranger(emulator).put(path.replace("press-1", "nobody"), Bodies.register("nobody"));
    assertThat(nobody.errorCode()).isEqualTo(404201);
  }

  @Test
  void isRefusedInAnotherIdScope() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    Answer answer =
        Caller.showing(device, emulator)
            .put("/0neOTHER/registrations/press-1/register", Bodies.register("press-1"));
    assertThat(answer.errorCode()).isEqualTo(401002);
  }

  @Test
  void isRefusedWhenItsCertificateHasRunOut(@TempDir Path state) throws IOException {
    EmulatorOptions.Builder options =
        EmulatorOptions.builder().directory(state).assigningAnswers(0);
    try (DpsEmulator now = Running.emulator(options)) {
      Caller.owner(now).put("/enrollments/press-1", Bodies.x509("press-1", device.leafPem()));
      isAssigned(register(now, device, "press-1"));
    }
    Clock nextYear = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
    try (DpsEmulator later = Running.emulator(options.clock(nextYear))) {
      isRefused(register(later, device, "press-1"), "expired on");
      Answer enrolled =
          Caller.owner(later).put("/enrollments/b", Bodies.x509("b", device.leafPem()));
      assertThat(enrolled.message()).contains("A client certificate cannot be used: it expired on");
    }
  }

  @Test
  void isForgottenByNobodyWhenItsGroupIsDeleted() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    isAssigned(register(device));
    owner.delete("/enrollmentGroups/line");
    isRefused(register(device), "no enrollment group has its signer");
    assertThat(owner.get("/registrations/press-1").json().path("status").asText())
        .isEqualTo("assigned");
    JsonNode ofGroup = owner.post("/registrations/line/query", Bodies.query("SELECT *")).json();
    assertThat(ofGroup).hasSize(1);
    assertThat(ofGroup.get(0).path("registrationId").asText()).isEqualTo("press-1");
  }

  @Test
  void looksItsRegistrationUpWithTheSameCertificate() throws IOException {
    put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
    String path = "/" + emulator.idScope() + "/registrations/press-1";
    Caller caller = Caller.showing(device, emulator);
    assertThat(caller.post(path, Bodies.register("press-1")).errorCode()).isEqualTo(404201);
    isAssigned(register(device));
    assertThat(caller.post(path, Bodies.register("press-1")).json().path("status").asText())
        .isEqualTo("assigned");
    assertThat(Caller.stranger(emulator).post(path, Bodies.register("press-1")).status())
        .isEqualTo(404);
  }
}
