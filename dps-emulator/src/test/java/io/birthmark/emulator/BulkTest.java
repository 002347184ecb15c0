package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Up to ten enrollments in a call, each on its own. */
class BulkTest {

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  private Answer bulk(String mode, String... enrollments) throws IOException {
    return owner.post("/enrollments", Bodies.bulk(mode, List.of(enrollments)));
  }

  private static void succeeded(Answer answer) throws IOException {
    assertThat(answer.response().body()).isEqualTo("{\"isSuccessful\":true,\"errors\":[]}");
    assertThat(answer.status()).isEqualTo(200);
  }

  private static JsonNode onlyError(Answer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("isSuccessful").booleanValue()).isFalse();
    assertThat(answer.json().path("errors")).hasSize(1);
    return answer.json().at("/errors/0");
  }

  private static String[] symmetricKeys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Bodies.symmetricKey("e" + i))
        .toArray(String[]::new);
  }

  @Test
  void tenInACallAreAllDone() throws IOException {
    succeeded(bulk("create", symmetricKeys(10)));
    assertThat(emulator.enrollments()).isEqualTo(10);
  }

  @Test
  void oneBadItemStopsNobody() throws IOException {
    JsonNode error =
        onlyError(
            bulk(
                "create",
                Bodies.symmetricKey("a"),
                Bodies.tpm("b", "AToAAQALAAMAsg=="),
                Bodies.symmetricKey("c")));
    assertThat(error.path("registrationId").asText()).isEqualTo("b");
    assertThat(error.path("errorCode").asInt()).isEqualTo(400004);
    assertThat(error.path("errorStatus").asText()).contains("Endorsement key is invalid");
    assertThat(emulator.enrollments()).isEqualTo(2);
  }

  @Test
  void createRefusesWhatExistsAlsoWithinTheCall() throws IOException {
    JsonNode error = onlyError(bulk("create", Bodies.symmetricKey("a"), Bodies.symmetricKey("A")));
    assertThat(error.path("registrationId").asText()).isEqualTo("A");
    assertThat(error.path("errorCode").asInt()).isEqualTo(409201);
  }

  @Test
  void updateOverwritesButDoesNotCreate() throws IOException {
    bulk("create", Bodies.symmetricKey("a"));
    String disabled =
        Bodies.symmetricKey("a").replace("}}", "},\"provisioningStatus\":\"disabled\"}");
    succeeded(bulk("update", disabled));
    assertThat(owner.get("/enrollments/a").json().path("provisioningStatus").asText())
        .isEqualTo("disabled");
    assertThat(onlyError(bulk("update", Bodies.symmetricKey("b"))).path("errorCode").asInt())
        .isEqualTo(404201);
  }

  @Test
  void updateIfMatchGoesByTheVersionInEachItem() throws IOException {
    bulk("create", Bodies.symmetricKey("a"));
    String etag = owner.get("/enrollments/a").etag().replace("\"", "\\\"");
    String versioned = Bodies.symmetricKey("a").replace("}}", "},\"etag\":\"" + etag + "\"}");
    succeeded(bulk("updateIfMatchETag", versioned));
    assertThat(onlyError(bulk("updateIfMatchETag", versioned)).path("errorCode").asInt())
        .isEqualTo(412001);
    assertThat(
            onlyError(bulk("updateIfMatchETag", Bodies.symmetricKey("a")))
                .path("errorStatus")
                .asText())
        .contains("etag is missing");
  }

  @Test
  void deleteNeedsOnlyTheId() throws IOException {
    bulk("create", Bodies.symmetricKey("a"), Bodies.symmetricKey("b"));
    succeeded(bulk("delete", "{\"registrationId\":\"a\"}"));
    JsonNode error =
        onlyError(bulk("delete", "{\"registrationId\":\"a\"}", Bodies.symmetricKey("b")));
    assertThat(error.path("errorCode").asInt()).isEqualTo(404201);
    assertThat(emulator.enrollments()).isZero();
  }

  @Test
  void aCallThatMakesNoSenseIsRefusedAsAWhole() throws IOException {
    for (Answer answer :
        new Answer[] {
          bulk("create", symmetricKeys(11)),
          bulk("create"),
          bulk("destroy", Bodies.symmetricKey("a")),
          owner.post("/enrollments", "[]"),
          owner.post("/enrollments", "{\"mode\":\"create\"}")
        }) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo(400004);
    }
    assertThat(emulator.enrollments()).isZero();
  }

  @Test
  void anItemThatIsNoEnrollmentIsAnErrorOfItsOwn() throws IOException {
    JsonNode error = onlyError(bulk("create", "7", Bodies.symmetricKey("a")));
    assertThat(error.path("registrationId").asText()).isEmpty();
    assertThat(emulator.enrollments()).isEqualTo(1);
  }
}
