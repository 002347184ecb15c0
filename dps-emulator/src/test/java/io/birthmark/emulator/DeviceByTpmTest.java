package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device proves itself by what only its TPM can do. */
class DeviceByTpmTest {

  private static final SoftwareTpm TPM = new SoftwareTpm();
  private static final SoftwareTpm OTHER = new SoftwareTpm();

  private final SettableClock clock = new SettableClock();

  @AutoClose
  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().assigningAnswers(0).clock(clock));

  private final Caller device = Caller.stranger(emulator);
  private final String base = "/" + emulator.idScope() + "/registrations/press-1";

  @BeforeEach
  void enrol() throws IOException {
    Caller.owner(emulator).put("/enrollments/press-1", Bodies.tpm("press-1", TPM.endorsementKey()));
  }

  private Answer register(Caller caller, SoftwareTpm tpm) throws IOException {
    return caller.put(base + "/register", Bodies.register("press-1", tpm));
  }

  private SoftwareTpm.Activated challenge() throws IOException {
    Answer answer = register(device, TPM);
    assertThat(answer.status()).isEqualTo(401);
    return TPM.activate(answer.json().path("authenticationKey").asText());
  }

  private Caller signedWith(SoftwareTpm.Activated key) {
    return device.with(
        Sas.token(base.substring(1), key.base64Key(), Sas.FAR_FUTURE, "registration"));
  }

  @Test
  void isChallengedInTheFormOfTheService() throws IOException {
    JsonNode json = register(device, TPM).json();
    assertThat(json.path("message").asText())
        .isEqualTo("Authorization required, resend request using supplied key");
    assertThat(json.path("keyName").asText()).isEqualTo("registration");
    assertThat(json.path("unencryptedAuthenticationKey").isNull()).isTrue();
    assertThat(json).hasSize(4);
  }

  @Test
  void theChallengeOpensInItsTpmToASigningKeyOf32Bytes() throws IOException {
    SoftwareTpm.Activated activated = challenge();
    assertThat(activated.hmacKey()).hasSize(32);
    assertThat(HexFormat.of().formatHex(activated.keyPublic()))
        .as("KEYEDHASH, SHA-256, userWithAuth|noDA|sign, no policy, HMAC with SHA-256")
        .startsWith("0008000b0004044000000005000b0020")
        .hasSize(96);
    assertThat(activated.note()).isEqualTo(base.substring(1));
    assertThat(challenge().hmacKey()).as("fresh each time").isNotEqualTo(activated.hmacKey());
  }

  @Test
  void isAssignedAndGivenAHubKeyThatStaysTheSame() throws IOException {
    Answer done = register(signedWith(challenge()), TPM);
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.json().path("status").asText()).isEqualTo("assigned");
    byte[] hubKey = hubKey(done);
    assertThat(hubKey).hasSize(32);
    assertThat(hubKey(register(signedWith(challenge()), TPM))).isEqualTo(hubKey);
  }

  private static byte[] hubKey(Answer done) throws IOException {
    return TPM.activate(done.json().at("/registrationState/tpm/authenticationKey").asText())
        .hmacKey();
  }

  @Test
  void anOlderChallengeStillServesButNotForEver() throws IOException {
    SoftwareTpm.Activated first = challenge();
    challenge();
    challenge();
    assertThat(register(signedWith(first), TPM).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(61));
    assertThat(register(signedWith(first), TPM).status()).isEqualTo(401);
  }

  @Test
  void aChallengeIsForOneDevice() throws IOException {
    Caller.owner(emulator).put("/enrollments/press-2", Bodies.tpm("press-2", TPM.endorsementKey()));
    String other = "/" + emulator.idScope() + "/registrations/press-2";
    SoftwareTpm.Activated key = challenge();
    Caller caller = device.with(Sas.token(other.substring(1), key.base64Key(), Sas.FAR_FUTURE, ""));
    assertThat(caller.put(other + "/register", Bodies.register("press-2", TPM)).status())
        .isEqualTo(401);
  }

  @Test
  void aBadSignatureIsAnsweredWithANewChallenge() throws IOException {
    Caller wrong =
        device.with(Sas.token(base.substring(1), "AAAA", Sas.FAR_FUTURE, "registration"));
    Answer answer = register(wrong, TPM);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(TPM.activate(answer.json().path("authenticationKey").asText()).hmacKey())
        .hasSize(32);
  }

  @Test
  void anotherTpmIsRefused() throws IOException {
    Answer answer = register(device, OTHER);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(400004);
    assertThat(answer.message())
        .startsWith("Endorsement key is invalid, or does not match the Enrollment.");
  }

  @Test
  void bothKeysMustBeThereAndSound() throws IOException {
    Answer without = device.put(base + "/register", Bodies.register("press-1"));
    assertThat(without.errorCode()).isEqualTo(400004);
    assertThat(without.message()).contains("tpm is missing");
    String broken =
        Bodies.register("press-1", TPM).replace(TPM.storageRootKey(), "ARoAAQALAAMEcg==");
    Answer answer = device.put(base + "/register", broken);
    assertThat(answer.errorCode()).isEqualTo(400004);
    assertThat(answer.message()).contains("Storage root key is invalid");
  }

  @Test
  void theOwnerSeesTheAssignmentButNotTheHubKey() throws IOException {
    register(signedWith(challenge()), TPM);
    String seen = Caller.owner(emulator).get("/enrollments/press-1").response().body();
    assertThat(seen).contains("\"status\":\"assigned\"").doesNotContain("authenticationKey");
  }
}
