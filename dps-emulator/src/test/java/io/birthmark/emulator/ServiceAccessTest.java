package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use the service API. */
class ServiceAccessTest {

  private static final String PATH = "/enrollments/press-1";

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);
  private final String ownerKey = Sas.field(emulator.ownerConnectionString(), "SharedAccessKey");

  private Answer with(String resource, String key, long expiry, String policy) throws IOException {
    return owner.with(Sas.token(resource, key, expiry, policy)).get(PATH);
  }

  private Answer forResource(String resource) throws IOException {
    return with(resource, ownerKey, Sas.FAR_FUTURE, "provisioningserviceowner");
  }

  /** Past the lock there is no such enrollment. */
  private static void isLetIn(Answer answer) {
    assertThat(answer.status()).isEqualTo(404);
  }

  private static void isKeptOut(Answer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo(401002);
    assertThat(answer.header("x-ms-error-code")).hasValue("401002");
  }

  @Test
  void theResourceIsTheHostWithOrWithoutPort() throws IOException {
    isLetIn(forResource("localhost"));
    isLetIn(forResource("LocalHost"));
    isLetIn(forResource("localhost%3A" + emulator.port()));
    isLetIn(forResource("127.0.0.1"));
    isLetIn(forResource("dps.example.test"));
    isKeptOut(forResource("elsewhere.example.test"));
    isKeptOut(forResource("localhost.example.test"));
  }

  @Test
  void theResourceMayGoOnWithWholeSegmentsOfThePath() throws IOException {
    isLetIn(forResource("localhost/enrollments"));
    isLetIn(forResource("localhost%2fenrollments%2Fpress-1"));
    isLetIn(forResource("localhost/"));
    isKeptOut(forResource("localhost/enroll"));
    isKeptOut(forResource("localhost/enrollments/press"));
    isKeptOut(forResource("localhost/enrollments/press-1/more"));
    isKeptOut(forResource("localhost/registrations"));
  }

  @Test
  void wrongKeyWrongPolicyAndNoTokenAreKeptOut() throws IOException {
    String otherKey = Sas.field(emulator.stationConnectionString(), "SharedAccessKey");
    isKeptOut(with("localhost", otherKey, Sas.FAR_FUTURE, "provisioningserviceowner"));
    isKeptOut(with("localhost", ownerKey, Sas.FAR_FUTURE, "nobody"));
    isKeptOut(with("localhost", ownerKey, Sas.FAR_FUTURE, "station"));
    isKeptOut(owner.with("Bearer eyJhbGciOi").get(PATH));
    Answer without = Caller.stranger(emulator).get(PATH);
    assertThat(without.status()).isEqualTo(401);
    assertThat(without.errorCode()).isEqualTo(401000);
  }

  @Test
  void eitherKeyOfAPolicyWillDo(@TempDir Path dir) throws IOException {
    try (DpsEmulator kept = Running.emulator(EmulatorOptions.builder().directory(dir))) {
      String secondary =
          new ObjectMapper()
              .readTree(dir.resolve("instance.json").toFile())
              .at("/station/secondaryKey")
              .asText();
      String token = Sas.token("localhost", secondary, Sas.FAR_FUTURE, "station");
      isLetIn(Caller.stranger(kept).with(token).get(PATH));
    }
  }

  @Test
  void anExpiredTokenIsKeptOutAndTheAnswerTellsTheTime() throws IOException {
    long anHourAgo = Instant.now().getEpochSecond() - 3600;
    Answer answer = with("localhost", ownerKey, anHourAgo, "provisioningserviceowner");
    isKeptOut(answer);
    assertThat(answer.message()).contains("expired");
    assertThat(answer.header("Date")).isPresent();
  }

  @Test
  void theStationMayReadAndWriteEnrollmentsAndNothingElse() throws IOException {
    Caller station = Caller.station(emulator);
    assertThat(station.put(PATH, Bodies.symmetricKey("press-1")).status()).isEqualTo(200);
    assertThat(station.get(PATH).status()).isEqualTo(200);
    assertThat(station.post("/enrollments/query", Bodies.query("SELECT *")).status())
        .isEqualTo(200);
    Answer refused = station.get("/registrations/press-1");
    isKeptOut(refused);
    assertThat(refused.message()).contains("station").contains("RegistrationStatusRead");
    isKeptOut(station.delete("/registrations/press-1"));
    assertThat(station.delete(PATH).status()).isEqualTo(204);
  }

  @Test
  void registrationsAreReadAndDeletedByTheOwner() throws IOException {
    owner.put(PATH, Bodies.symmetricKey("press-1"));
    assertThat(owner.get("/registrations/press-1").errorCode()).isEqualTo(404201);
    assertThat(owner.delete("/registrations/press-1").errorCode()).isEqualTo(404201);
  }
}
