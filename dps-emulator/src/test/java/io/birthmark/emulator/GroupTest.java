package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import io.birthmark.emulator.faults.FaultSpec;
import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.Operation.Side;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Enrollment groups at the service API. */
class GroupTest {

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  @Test
  void theServiceMakesTheKeysAndShowsThemOnRequestOnly() throws IOException {
    Answer created = owner.put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet"));
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.json().path("enrollmentGroupId").asText()).isEqualTo("fleet");
    assertThat(created.json().has("registrationState")).isFalse();
    JsonNode mechanism = owner.post("/enrollmentGroups/fleet/attestationmechanism", "{}").json();
    String primary = mechanism.at("/symmetricKey/primaryKey").asText();
    String secondary = mechanism.at("/symmetricKey/secondaryKey").asText();
    assertThat(Base64.getDecoder().decode(primary)).hasSize(64);
    assertThat(Base64.getDecoder().decode(secondary)).hasSize(64);
    assertThat(secondary).isNotEqualTo(primary);
    for (Answer answer :
        List.of(
            created,
            owner.get("/enrollmentGroups/fleet"),
            owner.post("/enrollmentGroups/query", Bodies.query("SELECT *")))) {
      assertThat(answer.response().body())
          .contains("\"fleet\"")
          .doesNotContain("primaryKey")
          .doesNotContain(primary);
    }
  }

  @Test
  void obeysETagsAsIndividualEnrollmentsDo() throws IOException {
    Answer created = owner.put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet"));
    Answer taken = owner.put("/enrollmentGroups/FLEET", Bodies.keyGroup("FLEET"));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.errorCode()).isEqualTo(409201);
    Answer updated = owner.put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet"), created.etag());
    assertThat(updated.status()).isEqualTo(200);
    assertThat(
            owner.put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet"), created.etag()).status())
        .isEqualTo(412);
    assertThat(owner.put("/enrollmentGroups/new", Bodies.keyGroup("new"), "*").errorCode())
        .isEqualTo(404201);
    assertThat(owner.delete("/enrollmentGroups/fleet", created.etag()).status()).isEqualTo(412);
    assertThat(owner.delete("/enrollmentGroups/fleet", updated.etag()).status()).isEqualTo(204);
    assertThat(owner.get("/enrollmentGroups/fleet").errorCode()).isEqualTo(404201);
  }

  @Test
  void sharesNoIdsWithIndividualEnrollments() throws IOException {
    assertThat(owner.put("/enrollments/a", Bodies.symmetricKey("a")).status()).isEqualTo(200);
    assertThat(owner.put("/enrollmentGroups/a", Bodies.keyGroup("a")).status()).isEqualTo(200);
    assertThat(emulator.enrollments()).isEqualTo(1);
    assertThat(emulator.enrollmentGroups()).isEqualTo(1);
    owner.delete("/enrollments/a");
    assertThat(owner.get("/enrollmentGroups/a").status()).isEqualTo(200);
  }

  @Test
  void isDoneInBulkAndTheErrorsNameTheGroup() throws IOException {
    owner.put("/enrollmentGroups/b", Bodies.keyGroup("b"));
    Answer answer =
        owner.post(
            "/enrollmentGroups",
            Bodies.groupBulk(
                "create", List.of(Bodies.keyGroup("a"), Bodies.keyGroup("b"), "{\"x\":1}")));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("isSuccessful").asBoolean()).isFalse();
    JsonNode errors = answer.json().path("errors");
    assertThat(errors).hasSize(2);
    assertThat(errors.get(0).path("enrollmentGroupId").asText()).isEqualTo("b");
    assertThat(errors.get(0).path("errorCode").asInt()).isEqualTo(409201);
    assertThat(errors.get(1).path("errorStatus").asText()).contains("enrollmentGroupId is missing");
    assertThat(emulator.enrollmentGroups()).isEqualTo(2);
    Answer individuals =
        owner.post("/enrollmentGroups", Bodies.bulk("create", List.of(Bodies.symmetricKey("x"))));
    assertThat(individuals.message()).contains("1 to 10 enrollmentGroups; these are 0");
  }

  @Test
  void isQueriedPageByPageUnderItsOwnName() throws IOException {
    for (String id : List.of("a", "b", "c")) {
      owner.put("/enrollmentGroups/" + id, Bodies.keyGroup(id));
    }
    String query = Bodies.query("SELECT * FROM enrollmentGroups");
    Answer first = owner.post("/enrollmentGroups/query", query, Map.of("x-ms-max-item-count", "2"));
    assertThat(first.header("x-ms-item-type")).hasValue("enrollmentGroup");
    assertThat(first.json()).hasSize(2);
    Answer second =
        owner.post(
            "/enrollmentGroups/query",
            query,
            Map.of("x-ms-continuation", first.header("x-ms-continuation").orElseThrow()));
    assertThat(second.json()).hasSize(1);
    assertThat(second.json().get(0).path("enrollmentGroupId").asText()).isEqualTo("c");
    assertThat(
            owner
                .post("/enrollmentGroups/query", Bodies.query("SELECT * FROM enrollments"))
                .message())
        .contains("FROM enrollmentGroups");
  }

  @Test
  void hasNoDeviceIdAndNoTpm() throws IOException {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    assertThat(
            owner
                .put("/enrollmentGroups/g", Bodies.keyGroup("g", key, key, ",\"deviceId\":\"d\""))
                .message())
        .contains("An enrollment group has no deviceId");
    String tpm =
        """
        {"enrollmentGroupId":"g","attestation":{"type":"tpm","tpm":{"endorsementKey":"AA=="}}}""";
    assertThat(owner.put("/enrollmentGroups/g", tpm).message())
        .contains("attestation must be x509 or symmetricKey");
    assertThat(owner.put("/enrollmentGroups/-g", Bodies.keyGroup("-g")).message())
        .startsWith("enrollmentGroupId is invalid");
    assertThat(owner.put("/enrollmentGroups/g", Bodies.keyGroup("h")).message())
        .contains("enrollmentGroupId in the body is not the one in the path");
  }

  @Test
  void isReadAndWrittenByTheStationWithItsOwnRights() throws IOException {
    Caller station = Caller.station(emulator);
    assertThat(station.put("/enrollmentGroups/g", Bodies.keyGroup("g")).status()).isEqualTo(200);
    assertThat(station.get("/enrollmentGroups/g").status()).isEqualTo(200);
    assertThat(station.post("/enrollmentGroups/g/attestationmechanism", "").status())
        .isEqualTo(200);
    assertThat(station.post("/registrations/g/query", Bodies.query("SELECT *")).status())
        .isEqualTo(401);
    assertThat(Caller.stranger(emulator).get("/enrollmentGroups/g").status()).isEqualTo(401);
  }

  @Test
  void failsOnPurposeAloneAndInBulk() throws IOException {
    emulator.faults().refuse("g", 409201, "Enrollment already exists.");
    assertThat(owner.put("/enrollmentGroups/g", Bodies.keyGroup("g")).status()).isEqualTo(409);
    emulator.faults().clear();
    emulator.faults().byChance(FaultSpec.parse("partial=1,seed=1"));
    Answer bulk =
        owner.post("/enrollmentGroups", Bodies.groupBulk("create", List.of(Bodies.keyGroup("g"))));
    assertThat(bulk.json().at("/errors/0/errorCode").asInt()).isEqualTo(500001);
    assertThat(emulator.enrollmentGroups()).isZero();
  }

  @Test
  void itsRegistrationsAreNoneOrNotFound() throws IOException {
    owner.put("/enrollmentGroups/g", Bodies.keyGroup("g"));
    Answer none = owner.post("/registrations/g/query", Bodies.query("SELECT *"));
    assertThat(none.json()).isEmpty();
    assertThat(none.header("x-ms-item-type")).hasValue("deviceRegistration");
    assertThat(owner.post("/registrations/no/query", Bodies.query("SELECT *")).errorCode())
        .isEqualTo(404201);
  }

  @Test
  void callsAreCountedByOperationAndBySide() throws IOException {
    owner.put("/enrollmentGroups/g", Bodies.keyGroup("g"));
    owner.get("/enrollmentGroups/g");
    owner.get("/enrollmentGroups/no");
    assertThat(emulator.requests().of(Operation.PUT_GROUP, 200)).isEqualTo(1);
    assertThat(emulator.requests().of(Operation.GET_GROUP)).isEqualTo(2);
    assertThat(emulator.requests().of(Side.SERVICE)).isEqualTo(3);
    assertThat(emulator.requests().of(Side.DEVICE)).isZero();
  }
}
