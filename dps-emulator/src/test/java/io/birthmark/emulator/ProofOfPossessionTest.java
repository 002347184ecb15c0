package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import io.birthmark.emulator.OpenSslCa.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CA certificates at the emulator's own admin API, and what they are good for. */
class ProofOfPossessionTest {

  private static final String PLANT = "/admin/certificates/plant";

  @TempDir static Path dir;
  private static OpenSslCa root;
  private static OpenSslCa line;
  private static Credential device;

  @AutoClose
  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().assigningAnswers(0));

  private final Caller owner = Caller.owner(emulator);

  @BeforeAll
  static void makeCertificates() {
    root = OpenSslCa.root(dir, "Plant Root");
    line = root.intermediate("Line 3");
    device = line.device("press-1");
  }

  private String code() throws IOException {
    Answer answer = owner.post(PLANT + "/generateVerificationCode", "");
    return answer.json().path("verificationCode").asText();
  }

  private static void prove(DpsEmulator emulator, OpenSslCa ca, String name) throws IOException {
    Caller owner = Caller.owner(emulator);
    String path = "/admin/certificates/" + name;
    assertThat(owner.put(path, ca.pem()).status()).isEqualTo(200);
    JsonNode asked = owner.post(path + "/generateVerificationCode", "").json();
    Answer proven = owner.post(path + "/verify", ca.proof(asked.path("verificationCode").asText()));
    assertThat(proven.json().path("isVerified").asBoolean()).as(proven.response().body()).isTrue();
  }

  private static Answer register(DpsEmulator emulator, Credential credential) throws IOException {
    return Caller.showing(credential, emulator)
        .put(
            "/" + emulator.idScope() + "/registrations/press-1/register",
            Bodies.register("press-1"));
  }

  private static void isRefused(Answer answer, int status, String because) throws IOException {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.message()).contains(because);
  }

  @Test
  void aCaIsUploadedShownListedAndDeleted() throws IOException {
    Answer uploaded = owner.put(PLANT, root.pem());
    assertThat(uploaded.status()).isEqualTo(200);
    assertThat(uploaded.json().path("isVerified").asBoolean(true)).isFalse();
    assertThat(uploaded.json().at("/info/subjectName").asText()).isEqualTo("CN=Plant Root");
    assertThat(owner.put(PLANT, root.pem()).status()).as("again, the same").isEqualTo(200);
    isRefused(owner.put(PLANT, line.pem()), 409, "belongs to another certificate");
    assertThat(owner.get("/admin/certificates").json()).hasSize(1);
    assertThat(owner.get(PLANT.toUpperCase(Locale.ROOT)).status()).isEqualTo(200);
    assertThat(owner.delete(PLANT).status()).isEqualTo(204);
    isRefused(owner.get(PLANT), 404, "There is no CA certificate 'plant'");
    isRefused(owner.delete(PLANT), 404, "There is no CA certificate");
  }

  @Test
  void onlyWhatCanSignDevicesIsTaken() throws IOException {
    isRefused(owner.put(PLANT, device.leafPem()), 400, "it is not a CA certificate");
    isRefused(owner.put(PLANT, "nothing"), 400, "The CA certificate is not an X.509 certificate");
    isRefused(owner.put("/admin/certificates/a%20b", root.pem()), 400, "certificate's name");
  }

  @Test
  void theOperatorMayAndTheStationMayNot() throws IOException {
    isRefused(Caller.station(emulator).put(PLANT, root.pem()), 401, "ServiceConfig");
    assertThat(Caller.stranger(emulator).get("/admin/certificates").status()).isEqualTo(401);
  }

  @Test
  void possessionIsProvedByACertificateMadeOutToTheCode() throws IOException {
    prove(emulator, root, "plant");
    assertThat(owner.get(PLANT).json().path("isVerified").asBoolean()).isTrue();
    assertThat(owner.get(PLANT).json().has("verificationCode")).isFalse();
  }

  @Test
  void anyOtherProofIsRefused() throws IOException {
    owner.put(PLANT, root.pem());
    isRefused(owner.post(PLANT + "/verify", root.proof("x")), 400, "no verification code");
    String old = code();
    String code = code();
    assertThat(code).hasSize(48).isNotEqualTo(old);
    isRefused(owner.post(PLANT + "/verify", root.proof(old)), 400, "its CN is not the");
    isRefused(owner.post(PLANT + "/verify", line.proof(code)), 400, "its issuer is not");
    OpenSslCa impostor = OpenSslCa.root(dir, "Plant Root");
    isRefused(owner.post(PLANT + "/verify", impostor.proof(code)), 400, "not signed by the key");
    isRefused(owner.post(PLANT + "/verify", "{}"), 400, "The proof is not an X.509 certificate");
    assertThat(owner.get(PLANT).json().path("isVerified").asBoolean(true)).isFalse();
    assertThat(owner.post(PLANT + "/verify", root.proof(code)).status()).isEqualTo(200);
  }

  @Test
  void aGroupThatRefersToACaRefusesDevicesUntilItIsVerified() throws IOException {
    owner.put(PLANT, root.pem());
    owner.put("/enrollmentGroups/plant", Bodies.referringGroup("plant", "plant"));
    isRefused(
        register(emulator, device), 401, "the CA that group 'plant' refers to is not verified");
    prove(emulator, root, "plant");
    assertThat(register(emulator, device).json().path("status").asText()).isEqualTo("assigned");
    owner.delete(PLANT);
    isRefused(register(emulator, device), 401, "no enrollment group has its signer");
  }

  @Test
  void theNearestGroupDecidesEvenIfAFartherOneIsVerified() throws IOException {
    prove(emulator, root, "plant");
    owner.put("/enrollmentGroups/plant", Bodies.referringGroup("plant", "plant"));
    owner.put("/admin/certificates/line", line.pem());
    owner.put("/enrollmentGroups/line", Bodies.referringGroup("line", "line"));
    isRefused(register(emulator, device), 401, "group 'line' refers to is not verified");
  }

  @Test
  void strictlyACertificateInAGroupNeedsAProvenCaAboveIt() throws IOException {
    EmulatorOptions.Builder strict =
        EmulatorOptions.builder().assigningAnswers(0).strictProofOfPossession(true);
    try (DpsEmulator emulated = Running.emulator(strict)) {
      Caller.owner(emulated).put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
      isRefused(register(emulated, device), 401, "no CA of which possession was proved");
      prove(emulated, root, "plant");
      assertThat(register(emulated, device).json().path("status").asText()).isEqualTo("assigned");
    }
  }

  @Test
  void strictlyAnEnrolledCertificateNeedsAProvenCaOrVouchesForItself() throws IOException {
    EmulatorOptions.Builder strict =
        EmulatorOptions.builder().assigningAnswers(0).strictProofOfPossession(true);
    Credential alone = OpenSslCa.selfSigned(dir, "press-1");
    try (DpsEmulator emulated = Running.emulator(strict)) {
      Caller caller = Caller.owner(emulated);
      caller.put("/enrollments/press-1", Bodies.x509("press-1", alone.leafPem()));
      assertThat(register(emulated, alone).json().path("status").asText()).isEqualTo("assigned");
      caller.put("/enrollments/press-1", Bodies.x509("press-1", device.leafPem()), "*");
      isRefused(register(emulated, device), 401, "no CA of which possession was proved");
      prove(emulated, line, "line");
      assertThat(register(emulated, device).json().path("status").asText()).isEqualTo("assigned");
    }
  }

  @Test
  void whatWasProvenIsKnownAfterARestart(@TempDir Path state) throws IOException {
    EmulatorOptions.Builder options =
        EmulatorOptions.builder().directory(state).assigningAnswers(0);
    String shown;
    try (DpsEmulator first = Running.emulator(options)) {
      prove(first, root, "plant");
      Caller.owner(first).put("/enrollmentGroups/plant", Bodies.referringGroup("plant", "plant"));
      Caller.owner(first).put("/enrollmentGroups/line", Bodies.signedGroup("line", line.pem()));
      Caller.owner(first).put("/enrollmentGroups/keys", Bodies.keyGroup("keys"));
      register(first, device);
      shown = everything(first);
    }
    try (DpsEmulator second = Running.emulator(options)) {
      assertThat(everything(second)).isEqualTo(shown).contains("press-1", "\"plant\"", "\"line\"");
    }
  }

  private static String everything(DpsEmulator emulator) throws IOException {
    Caller owner = Caller.owner(emulator);
    return owner.get("/admin/certificates").response().body()
        + owner.post("/enrollmentGroups/query", Bodies.query("SELECT *")).response().body()
        + owner.post("/enrollmentGroups/keys/attestationmechanism", "").response().body()
        + owner.post("/registrations/line/query", Bodies.query("SELECT *")).response().body();
  }
}
