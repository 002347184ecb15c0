package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Create, update and delete, and the condition that tells them apart. */
class ETagTest {

  private static final String PATH = "/enrollments/press-1";
  private static final String BODY = Bodies.symmetricKey("press-1");

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  @Test
  void withoutConditionPutCreatesOnce() throws IOException {
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
    Answer again = owner.put(PATH, BODY);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.errorCode()).isEqualTo(409201);
    assertThat(owner.put("/enrollments/PRESS-1", Bodies.symmetricKey("PRESS-1")).errorCode())
        .as("ids are compared without case")
        .isEqualTo(409201);
  }

  @Test
  void anyVersionIsUpdatedWithAStar() throws IOException {
    String first = owner.put(PATH, BODY).etag();
    Answer second = owner.put(PATH, BODY, "*");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.etag()).isNotEqualTo(first);
  }

  @Test
  void theVersionMayBeQuotedOrBare() throws IOException {
    String quoted = owner.put(PATH, BODY).etag();
    assertThat(quoted).matches("\"[0-9a-f-]{36}\"");
    Answer second = owner.put(PATH, BODY, quoted);
    assertThat(second.status()).isEqualTo(200);
    assertThat(owner.put(PATH, BODY, second.etag().replace("\"", "")).status()).isEqualTo(200);
  }

  @Test
  void anotherVersionIsAFailedPrecondition() throws IOException {
    String first = owner.put(PATH, BODY).etag();
    owner.put(PATH, BODY, first);
    Answer stale = owner.put(PATH, BODY, first);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.errorCode()).isEqualTo(412001);
    assertThat(owner.delete(PATH, first).status()).isEqualTo(412);
    assertThat(owner.get(PATH).status()).isEqualTo(200);
  }

  @Test
  void aMisquotedVersionIsInvalid() throws IOException {
    owner.put(PATH, BODY);
    for (String wrong : new String[] {"\"abc", "abc\"", "\\\"abc\\\"", "W/\"abc\"", "\"\""}) {
      Answer answer = owner.put(PATH, BODY, wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.message()).isEqualTo("ETag is invalid.");
    }
  }

  @Test
  void aConditionOnSomethingMissingIsNotFound() throws IOException {
    assertThat(owner.put(PATH, BODY, "*").errorCode()).isEqualTo(404201);
    assertThat(owner.put(PATH, BODY, "\"abc\"").errorCode()).isEqualTo(404201);
    assertThat(owner.delete(PATH, "*").errorCode()).isEqualTo(404201);
    assertThat(owner.delete(PATH).errorCode()).isEqualTo(404201);
    assertThat(owner.get(PATH).errorCode()).isEqualTo(404201);
  }

  @Test
  void deleteNeedsNoConditionButKeepsToOne() throws IOException {
    String etag = owner.put(PATH, BODY).etag();
    assertThat(owner.delete(PATH, etag).status()).isEqualTo(204);
    owner.put(PATH, BODY);
    assertThat(owner.delete(PATH).status()).isEqualTo(204);
    assertThat(emulator.enrollments()).isZero();
  }

  @Test
  void theVersionInTheBodyDecidesNothing() throws IOException {
    owner.put(PATH, BODY);
    String withEtag = BODY.replace("{\"registrationId\"", "{\"etag\":\"x\",\"registrationId\"");
    assertThat(owner.put(PATH, withEtag, "*").status()).isEqualTo(200);
  }

  @Test
  void anUpdateKeepsTheDayOfCreationAndTheKeysItDoesNotName() throws IOException {
    Answer created = owner.put(PATH, BODY);
    String keys = owner.post(PATH + "/attestationmechanism", "").json().toString();
    Answer updated = owner.put(PATH, BODY, "*");
    assertThat(updated.json().path("createdDateTimeUtc"))
        .isEqualTo(created.json().path("createdDateTimeUtc"));
    assertThat(owner.post(PATH + "/attestationmechanism", "{}").json().toString()).isEqualTo(keys);
  }
}
