package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service takes as an enrollment and what it refuses. */
class EnrollmentRulesTest {

  private static final SoftwareTpm TPM = new SoftwareTpm();

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  private Answer put(String more) throws IOException {
    return owner.put("/enrollments/a", Bodies.tpm("a", TPM.endorsementKey(), more));
  }

  private static void isRefused(Answer answer, String because) throws IOException {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(400004);
    assertThat(answer.message()).contains(because);
  }

  @Test
  void givesBackWhatItWasGivenAndWhatItAdded() throws IOException {
    JsonNode answer =
        put("""
            ,"deviceId":"Press.1","initialTwin":{"tags":{"line":"3"}},"capabilities":{"iotEdge":false},
            "optionalDeviceInformation":{"batch":7},"unknownToAll":1""")
            .json();
    assertThat(answer.path("deviceId").asText()).isEqualTo("Press.1");
    assertThat(answer.at("/attestation/tpm/endorsementKey").asText())
        .isEqualTo(TPM.endorsementKey());
    assertThat(answer.at("/initialTwin/tags/line").asText()).isEqualTo("3");
    assertThat(answer.at("/optionalDeviceInformation/batch").asInt()).isEqualTo(7);
    assertThat(answer.path("provisioningStatus").asText()).isEqualTo("enabled");
    assertThat(answer.at("/registrationState/status").asText()).isEqualTo("unassigned");
    assertThat(answer.path("createdDateTimeUtc").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z");
  }

  @Test
  void everyAnswerHasARequestIdAndErrorsNameItAgain() throws IOException {
    Answer answer = owner.get("/enrollments/nobody");
    assertThat(answer.header("x-ms-request-id"))
        .hasValue(answer.json().path("trackingId").asText());
    assertThat(answer.header("x-ms-error-code")).hasValue("404201");
    assertThat(answer.header("Strict-Transport-Security")).isPresent();
    assertThat(answer.header("Content-Type")).hasValue("application/json; charset=utf-8");
    assertThat(answer.header("Transfer-Encoding")).hasValue("chunked");
    assertThat(answer.json().path("timestampUtc").asText()).matches(".*\\.\\d{7}Z");
    assertThat(answer.json().has("info")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "press-000417", "A.b_c:d-9", "ends-with-hyphen-"})
  void takesRegistrationId(String id) throws IOException {
    assertThat(owner.put("/enrollments/" + id, Bodies.symmetricKey(id)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", ".a", "a.", "a_", "a b", "ä", "a/b", "a+b"})
  void refusesRegistrationId(String id) throws IOException {
    String path =
        "/enrollments/" + id.replace(" ", "%20").replace("ä", "%C3%A4").replace("/", "%2F");
    isRefused(owner.put(path, Bodies.symmetricKey(id)), "registrationId is invalid");
  }

  @Test
  void registrationIdHas128CharactersAtMost() throws IOException {
    String longest = "a".repeat(128);
    String tooLong = "a".repeat(129);
    assertThat(owner.put("/enrollments/" + longest, Bodies.symmetricKey(longest)).status())
        .isEqualTo(200);
    isRefused(
        owner.put("/enrollments/" + tooLong, Bodies.symmetricKey(tooLong)),
        "registrationId is invalid");
  }

  @Test
  void idsInPathsArePercentDecodedAndComparedWithoutCase() throws IOException {
    owner.put("/enrollments/Line:1", Bodies.symmetricKey("Line:1"));
    assertThat(owner.get("/ENROLLMENTS/line%3A1").json().path("registrationId").asText())
        .isEqualTo("Line:1");
  }

  @Test
  void theIdInTheBodyIsTheOneInThePath() throws IOException {
    isRefused(owner.put("/enrollments/a", Bodies.symmetricKey("b")), "not the one in the path");
    assertThat(owner.put("/enrollments/A", Bodies.symmetricKey("a")).status()).isEqualTo(200);
  }

  @Test
  void anEndorsementKeyIsATpm2bPublicOfTheRightKind() throws IOException {
    byte[] right = Base64.getDecoder().decode(TPM.endorsementKey());
    assertThat(right).hasSize(316);
    isRefused(withKey("AToAAQALAAMAsg=="), "Endorsement key is invalid");
    isRefused(withKey("not base64!"), "it is not base64");
    isRefused(withKey(flipped(right, 1)), "its first two bytes are not the size");
    isRefused(withKey(flipped(right, 3)), "it is not an RSA key");
    isRefused(withKey(flipped(right, 5)), "its name algorithm is not SHA-256");
    isRefused(withKey(flipped(right, 7)), "it is not a restricted decryption key");
    isRefused(withKey(flipped(right, 45)), "its symmetric algorithm is not AES-128-CFB");
    isRefused(withKey(flipped(right, 60)), "its modulus does not have 2048 bits");
    assertThat(withKey(TPM.endorsementKey()).status()).isEqualTo(200);
  }

  private Answer withKey(String endorsementKey) throws IOException {
    return owner.put("/enrollments/a", Bodies.tpm("a", endorsementKey));
  }

  /** With the bits of one byte the other way round. */
  private static String flipped(byte[] bytes, int index) {
    byte[] copy = bytes.clone();
    copy[index] = (byte) ~copy[index];
    return Base64.getEncoder().encodeToString(copy);
  }

  @Test
  void hubsNeedAPolicyAndMustBeLinked() throws IOException {
    isRefused(
        put(",\"iotHubs\":[\"hub-a.example.test\"]"),
        "allocationPolicy must be specified when iotHubs are specified");
    isRefused(
        put(",\"allocationPolicy\":\"hashed\",\"iotHubs\":[\"other.example.test\"]"),
        "not a linked IoT hub");
    isRefused(put(",\"iotHubHostName\":\"other.example.test\""), "not a linked IoT hub");
    isRefused(put(",\"allocationPolicy\":\"static\""), "needs iotHubs");
    isRefused(put(",\"allocationPolicy\":\"random\""), "allocationPolicy is unknown");
  }

  @Test
  void membersOfTheWrongTypeAreRefusedByName() throws IOException {
    isRefused(put(",\"deviceId\":7"), "deviceId must be a string");
    isRefused(put(",\"deviceId\":\"a b\""), "deviceId is invalid");
    isRefused(put(",\"iotHubs\":\"hub\""), "iotHubs must be an array");
    isRefused(put(",\"initialTwin\":[]"), "initialTwin must be a JSON object");
    isRefused(put(",\"provisioningStatus\":\"on\""), "provisioningStatus must be");
    isRefused(owner.put("/enrollments/a", "{\"registrationId\":\"a\"}"), "attestation is missing");
    isRefused(
        owner.put(
            "/enrollments/a",
            "{\"registrationId\":\"a\",\"attestation\":{\"type\":\"tpm\",\"symmetricKey\":{}}}"),
        "is of type tpm but has symmetricKey");
  }

  @Test
  void symmetricKeysAreMadeOrHave16To64Bytes() throws IOException {
    owner.put("/enrollments/made", Bodies.symmetricKey("made"));
    JsonNode made = owner.post("/enrollments/made/attestationmechanism", "").json();
    String primary = made.at("/symmetricKey/primaryKey").asText();
    assertThat(Base64.getDecoder().decode(primary)).hasSize(64);
    assertThat(made.at("/symmetricKey/secondaryKey").asText()).isNotEqualTo(primary).isNotEmpty();
    String own = Base64.getEncoder().encodeToString(new byte[16]);
    assertThat(owner.put("/enrollments/own", Bodies.symmetricKey("own", own, own)).status())
        .isEqualTo(200);
    String tooShort = Base64.getEncoder().encodeToString(new byte[15]);
    String tooLong = Base64.getEncoder().encodeToString(new byte[65]);
    isRefused(
        owner.put("/enrollments/x", Bodies.symmetricKey("x", tooShort, own)), "16 to 64 bytes");
    isRefused(
        owner.put("/enrollments/x", Bodies.symmetricKey("x", own, tooLong)), "16 to 64 bytes");
    isRefused(owner.put("/enrollments/x", Bodies.symmetricKey("x", "?", own)), "not base64");
  }

  @Test
  void symmetricKeysAreGivenOutByAttestationMechanismOnly() throws IOException {
    Answer created = owner.put("/enrollments/a", Bodies.symmetricKey("a"));
    for (Answer answer :
        new Answer[] {
          created,
          owner.get("/enrollments/a"),
          owner.post("/enrollments/query", Bodies.query("SELECT *"))
        }) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.response().body()).contains("symmetricKey").doesNotContain("primaryKey");
    }
  }

  @Test
  void theBodyIsWellFormedJsonOfAtMost96Kilobytes() throws IOException {
    isRefused(owner.put("/enrollments/a", "{\"registrationId\":"), "not well-formed");
    isRefused(owner.put("/enrollments/a", "{} {}"), "not well-formed");
    isRefused(
        owner.put("/enrollments/a", "{\"registrationId\":\"a\",\"registrationId\":\"b\"}"),
        "not well-formed");
    isRefused(owner.put("/enrollments/a", ""), "empty");
    String padding = ",\"initialTwin\":{\"tags\":{\"x\":\"" + "x".repeat(96 * 1024) + "\"}}";
    assertThat(put(padding).status()).isEqualTo(413);
    assertThat(put(padding.replace("x".repeat(8 * 1024), "")).status()).isEqualTo(200);
  }

  @Test
  void theBodyMayComeInChunks() throws IOException {
    assertThat(owner.putInChunks("/enrollments/a", Bodies.symmetricKey("a")).status())
        .isEqualTo(200);
    assertThat(emulator.enrollments()).isEqualTo(1);
  }

  @Test
  void theContentTypeIsJson() throws IOException {
    Answer answer =
        owner.call(
            "PUT",
            "/enrollments/a?api-version=2021-10-01",
            Bodies.symmetricKey("a"),
            Map.of("Content-Type", "text/plain"));
    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void aVersionOfTheApiMustBeNamedButAnyWillDo() throws IOException {
    isRefused(owner.call("GET", "/enrollments/a", "", Map.of()), "api-version is missing");
    assertThat(owner.call("GET", "/enrollments/a?api-version=1999-01-01", "", Map.of()).status())
        .isEqualTo(404);
  }

  @Test
  void aMethodThatDoesNotFitIsToldWhichOnesDo() throws IOException {
    Answer answer = owner.post("/enrollments/a", "{}");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).hasValue("DELETE, GET, PUT");
    assertThat(owner.get("/no/such/place").status()).isEqualTo(404);
    assertThat(owner.get("/").status()).isEqualTo(404);
  }

  @Test
  void theSameEndorsementKeyTwiceIsTakenUnlessToldToBeStrict() throws IOException {
    String key = TPM.endorsementKey();
    owner.put("/enrollments/a", Bodies.tpm("a", key));
    assertThat(owner.put("/enrollments/b", Bodies.tpm("b", key)).status()).isEqualTo(200);
    try (DpsEmulator strict = Running.emulator(EmulatorOptions.builder().strictDuplicateEk(true))) {
      Caller caller = Caller.owner(strict);
      caller.put("/enrollments/a", Bodies.tpm("a", key));
      Answer second = caller.put("/enrollments/b", Bodies.tpm("b", key));
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.message()).contains("'a'");
      assertThat(caller.put("/enrollments/a", Bodies.tpm("a", key), "*").status()).isEqualTo(200);
    }
  }
}
