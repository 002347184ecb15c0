package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device with a symmetric key asks for its hub. */
class DeviceBySymmetricKeyTest {

  private static final String PRIMARY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String SECONDARY = Base64.getEncoder().encodeToString(new byte[32]);

  @AutoClose
  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().assigningAnswers(2).retryAfterSeconds(3));

  private final Caller owner = Caller.owner(emulator);
  private final String base = "/" + emulator.idScope() + "/registrations/press-1";
  private final String resource = base.substring(1);

  @BeforeEach
  void enrol() throws IOException {
    owner.put("/enrollments/press-1", Bodies.symmetricKey("press-1", PRIMARY, SECONDARY));
  }

  private Caller device(String signedResource, String key) {
    return owner.with(Sas.token(signedResource, key, Sas.FAR_FUTURE, "registration"));
  }

  private Caller device() {
    return device(resource, PRIMARY);
  }

  private Answer register(Caller device) throws IOException {
    return device.put(base + "/register", Bodies.register("press-1"));
  }

  @Test
  void isAssignedAfterAsking() throws IOException {
    Answer accepted = register(device());
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Retry-After")).hasValue("3");
    assertThat(accepted.json().path("status").asText()).isEqualTo("assigning");
    String operation = accepted.json().path("operationId").asText();
    assertThat(operation).matches("[0-9]+\\.[0-9a-f]{16}\\.[0-9a-f-]{36}");
    String location = base + "/operations/" + operation;
    assertThat(accepted.header("Location")).hasValue(location);
    assertThat(stateSeenByOwner()).isEqualTo("assigning");

    assertThat(device().get(location).status()).isEqualTo(202);
    Answer done = device().get(location);
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.json().path("operationId").asText()).isEqualTo(operation);
    assertThat(done.json().path("status").asText()).isEqualTo("assigned");
    JsonNode state = done.json().path("registrationState");
    assertThat(state.path("registrationId").asText()).isEqualTo("press-1");
    assertThat(state.path("deviceId").asText()).isEqualTo("press-1");
    assertThat(state.path("assignedHub").asText()).isIn(EmulatorOptions.DEFAULT_HUBS);
    assertThat(state.path("substatus").asText()).isEqualTo("initialAssignment");
    assertThat(decoded(state.path("etag").asText())).startsWith("\"");
    assertThat(stateSeenByOwner()).isEqualTo("assigned");
    assertThat(device().get(location).response().body())
        .as("asked again, the same")
        .isEqualTo(done.response().body());
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private String stateSeenByOwner() throws IOException {
    return owner.get("/enrollments/press-1").json().at("/registrationState/status").asText();
  }

  @Test
  void maySignWithEitherKeyAndWriteTheResourceEitherWay() throws IOException {
    assertThat(register(device(resource, SECONDARY)).status()).isEqualTo(202);
    assertThat(register(device(resource.replace("/", "%2F"), PRIMARY)).status()).isEqualTo(202);
    assertThat(register(device(resource.replace("/", "%2f"), PRIMARY)).status()).isEqualTo(202);
  }

  @Test
  void isRefusedWithoutOrWithTheWrongSignature() throws IOException {
    String otherKey = PRIMARY.replace('M', 'N');
    String expired = Sas.token(resource, PRIMARY, Instant.now().getEpochSecond() - 1, "");
    for (Answer answer :
        new Answer[] {
          register(Caller.stranger(emulator)),
          register(device(resource, otherKey)),
          register(device(resource + "0", PRIMARY)),
          register(owner.with(expired))
        }) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.errorCode()).isEqualTo(401002);
    }
    assertThat(stateSeenByOwner()).isEqualTo("unassigned");
  }

  @Test
  void mayNotAskAfterAnother() throws IOException {
    String operation = register(device()).json().path("operationId").asText();
    assertThat(Caller.stranger(emulator).get(base + "/operations/" + operation).status())
        .isEqualTo(401);
    owner.put("/enrollments/other", Bodies.symmetricKey("other", PRIMARY, PRIMARY));
    String other = "/" + emulator.idScope() + "/registrations/other";
    Answer answer = device(other.substring(1), PRIMARY).get(other + "/operations/" + operation);
    assertThat(answer.errorCode()).isEqualTo(404201);
  }

  @Test
  void isNotFoundWithoutEnrollment() throws IOException {
    String path = "/" + emulator.idScope() + "/registrations/nobody/register";
    Answer answer = device().put(path, Bodies.register("nobody"));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.errorCode()).isEqualTo(404201);
  }

  @Test
  void isUnauthorizedInAnotherIdScope() throws IOException {
    Answer answer =
        device().put("/0neOTHER/registrations/press-1/register", Bodies.register("press-1"));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo(401002);
  }

  @Test
  void isToldWhenItsEnrollmentIsDisabled() throws IOException {
    owner.put(
        "/enrollments/press-1",
        Bodies.symmetricKey("press-1", "", "", ",\"provisioningStatus\":\"disabled\""),
        "*");
    Answer answer = register(device());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").asText()).isEqualTo("disabled");
    assertThat(answer.json().at("/registrationState/status").asText()).isEqualTo("disabled");
    assertThat(answer.json().at("/registrationState/assignedHub").isMissingNode()).isTrue();
  }

  @Test
  void looksItsRegistrationUp() throws IOException {
    assertThat(device().post(base, Bodies.register("press-1")).errorCode()).isEqualTo(404201);
    register(device());
    JsonNode state = device().post(base, Bodies.register("press-1")).json();
    assertThat(state.path("status").asText()).isEqualTo("assigning");
    assertThat(Caller.stranger(emulator).post(base, Bodies.register("press-1")).status())
        .isEqualTo(401);
  }

  @Test
  void theOwnerReadsAndDeletesItsRegistration() throws IOException {
    register(device());
    String etag = owner.get("/registrations/PRESS-1").etag();
    assertThat(etag).isNotEmpty();
    assertThat(owner.delete("/registrations/press-1", "\"other\"").status()).isEqualTo(412);
    assertThat(owner.delete("/registrations/press-1").status()).isEqualTo(204);
    assertThat(stateSeenByOwner()).isEqualTo("unassigned");
  }

  @Test
  void askingForACertificateIsNotDoneYet() throws IOException {
    Answer answer =
        device().put(base + "/register", "{\"registrationId\":\"press-1\",\"csr\":\"MIIB\"}");
    assertThat(answer.errorCode()).isEqualTo(400004);
    assertThat(answer.message()).contains("csr");
  }
}
