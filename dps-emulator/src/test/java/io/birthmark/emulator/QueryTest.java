package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listing enrollments, page by page. */
class QueryTest {

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  @BeforeEach
  void fiveEnrollments() throws IOException {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      String body = Bodies.symmetricKey(id, "", "", ",\"deviceId\":\"device-" + id + "\"");
      owner.put("/enrollments/" + id, body);
    }
  }

  private Answer query(String query, Map<String, String> headers) throws IOException {
    return owner.post("/enrollments/query", Bodies.query(query), headers);
  }

  private static List<String> ids(Answer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    for (JsonNode item : answer.json()) {
      ids.add(item.path("registrationId").asText());
    }
    return ids;
  }

  @Test
  void allAtOnceHasNoContinuation() throws IOException {
    Answer answer = query("SELECT * FROM enrollments", Map.of());
    assertThat(ids(answer)).containsExactly("a", "b", "c", "d", "e");
    assertThat(answer.header("x-ms-item-type")).hasValue("enrollment");
    assertThat(answer.header("x-ms-continuation")).isEmpty();
  }

  @Test
  void pagesNeitherRepeatNorSkipAlsoWhenThereAreChangesBetweenThem() throws IOException {
    Map<String, String> two = Map.of("x-ms-max-item-count", "2");
    Answer first = query("select *", two);
    assertThat(ids(first)).containsExactly("a", "b");
    String continuation = first.header("x-ms-continuation").orElseThrow();
    owner.delete("/enrollments/b");
    owner.put("/enrollments/aa", Bodies.symmetricKey("aa"));
    Answer second =
        query("select *", Map.of("x-ms-max-item-count", "2", "x-ms-continuation", continuation));
    assertThat(ids(second)).containsExactly("c", "d");
    Answer third =
        query(
            "select *",
            Map.of(
                "x-ms-max-item-count",
                "2",
                "x-ms-continuation",
                second.header("x-ms-continuation").orElseThrow()));
    assertThat(ids(third)).containsExactly("e");
    assertThat(third.header("x-ms-continuation")).isEmpty();
  }

  @Test
  void aPageThatIsExactlyFullIsTheLast() throws IOException {
    assertThat(query("SELECT *", Map.of("x-ms-max-item-count", "5")).header("x-ms-continuation"))
        .isEmpty();
  }

  @Test
  void filtersByEquality() throws IOException {
    assertThat(ids(query("SELECT * FROM enrollments WHERE deviceId = 'device-c'", Map.of())))
        .containsExactly("c");
    assertThat(
            ids(
                query(
                    "select * from Enrollments where provisioningStatus='enabled'"
                        + " and attestation.type = 'symmetricKey' AND registrationId = 'e'",
                    Map.of())))
        .containsExactly("e");
    assertThat(ids(query("SELECT * WHERE deviceId = 'nobody'", Map.of()))).isEmpty();
  }

  @Test
  void whatItDoesNotUnderstandItRefuses() throws IOException {
    for (String query :
        List.of(
            "",
            "DELETE FROM enrollments",
            "SELECT registrationId FROM enrollments",
            "SELECT * FROM enrollmentGroups",
            "SELECT * WHERE deviceId > 'a'",
            "SELECT * WHERE deviceId = 'a' OR deviceId = 'b'",
            "SELECT * WHERE deviceId = 'a' AND")) {
      Answer answer = query(query, Map.of());
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.message()).contains("SELECT *");
    }
  }

  @Test
  void aContinuationBelongsToItsQuery() throws IOException {
    String continuation =
        query("SELECT *", Map.of("x-ms-max-item-count", "1"))
            .header("x-ms-continuation")
            .orElseThrow();
    for (Answer answer :
        new Answer[] {
          query("SELECT * FROM enrollments", Map.of("x-ms-continuation", continuation)),
          query("SELECT *", Map.of("x-ms-continuation", "made up")),
          query("SELECT *", Map.of("x-ms-max-item-count", "0")),
          query("SELECT *", Map.of("x-ms-max-item-count", "many"))
        }) {
      assertThat(answer.status()).isEqualTo(400);
    }
  }
}
