package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.emulator.Caller.Answer;
import io.birthmark.emulator.faults.Fault;
import io.birthmark.emulator.faults.FaultSpec;
import io.birthmark.emulator.http.Operation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What goes wrong on purpose. */
class FaultsTest {

  private static final String PATH = "/enrollments/a";
  private static final String BODY = Bodies.symmetricKey("a");

  @AutoClose private final DpsEmulator emulator = Running.emulator();
  private final Caller owner = Caller.owner(emulator);

  private Answer createInBulk(String... ids) throws IOException {
    List<String> bodies = List.of(ids).stream().map(Bodies::symmetricKey).toList();
    return owner.post("/enrollments", Bodies.bulk("create", bodies));
  }

  @Test
  void droppedAfterTheWorkIsDoneTheSecondTryFindsIt() throws IOException {
    emulator.faults().next(1, Operation.BULK, new Fault.DropAfter());
    assertThatThrownBy(() -> createInBulk("a", "b")).isInstanceOf(IOException.class);
    assertThat(emulator.enrollments()).isEqualTo(2);
    Answer again = createInBulk("a", "b");
    assertThat(again.json().path("isSuccessful").booleanValue()).isFalse();
    assertThat(again.json().at("/errors/0/errorCode").asInt()).isEqualTo(409201);
    assertThat(again.json().path("errors")).hasSize(2);
    assertThat(emulator.requests().of(Operation.BULK, RequestCounts.DROPPED)).isEqualTo(1);
    assertThat(emulator.requests().of(Operation.BULK, 200)).isEqualTo(1);
  }

  @Test
  void droppedBeforeNothingIsDone() throws IOException {
    emulator.faults().next(2, Operation.PUT_ENROLLMENT, new Fault.DropBefore());
    // HTTP clients may send a PUT again of their own accord: two drops for one or two tries.
    assertThatThrownBy(() -> owner.put(PATH, BODY)).isInstanceOf(IOException.class);
    assertThat(emulator.enrollments()).isZero();
    emulator.faults().clear();
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
  }

  @Test
  void aServerErrorAndAThrottleDoNothing() throws IOException {
    emulator.faults().next(1, Operation.PUT_ENROLLMENT, new Fault.ServerError(503));
    emulator.faults().next(1, Operation.PUT_ENROLLMENT, new Fault.Throttle(7));
    Answer error = owner.put(PATH, BODY);
    assertThat(error.status()).isEqualTo(503);
    assertThat(error.errorCode()).isEqualTo(503001);
    Answer throttled = owner.put(PATH, BODY);
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("Retry-After")).hasValue("7");
    assertThat(emulator.enrollments()).isZero();
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
  }

  @Test
  void anOrderedFaultWaitsForItsOperation() throws IOException {
    emulator.faults().next(1, Operation.DELETE_ENROLLMENT, new Fault.ServerError(500));
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
    assertThat(owner.delete(PATH).status()).isEqualTo(500);
    assertThat(owner.delete(PATH).status()).isEqualTo(204);
  }

  @Test
  void slowIsLateButRight() throws IOException {
    emulator.faults().next(1, Operation.PUT_ENROLLMENT, new Fault.Slow(Duration.ofMillis(200)));
    long started = System.nanoTime();
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void oneIdIsRefusedForGoodUntilItIsAccepted() throws IOException {
    emulator.faults().refuse("B", 400004, "Endorsement key is invalid.");
    for (int attempt = 0; attempt < 2; attempt++) {
      Answer answer = createInBulk("b");
      assertThat(answer.json().at("/errors/0/errorCode").asInt()).isEqualTo(400004);
      assertThat(owner.put("/enrollments/b", Bodies.symmetricKey("b")).errorCode())
          .isEqualTo(400004);
    }
    assertThat(createInBulk("a").json().path("isSuccessful").booleanValue()).isTrue();
    emulator.faults().accept("b");
    assertThat(createInBulk("b").json().path("isSuccessful").booleanValue()).isTrue();
  }

  @Test
  void anOutageDropsEveryCallOfBothSides() throws IOException {
    emulator.faults().outage(true);
    assertThatThrownBy(() -> owner.get(PATH)).isInstanceOf(IOException.class);
    String device = "/" + emulator.idScope() + "/registrations/a/register";
    assertThatThrownBy(() -> owner.put(device, Bodies.register("a")))
        .isInstanceOf(IOException.class);
    emulator.faults().outage(false);
    assertThat(owner.get(PATH).status()).isEqualTo(404);
  }

  @Test
  void partialFailsSomeOfABulkAndTheyMayBeTriedAgain() throws IOException {
    emulator.faults().byChance(FaultSpec.parse("partial=0.5,seed=1"));
    String[] ids = IntStream.range(0, 10).mapToObj(i -> "d" + i).toArray(String[]::new);
    Answer answer = createInBulk(ids);
    int failed = answer.json().path("errors").size();
    assertThat(failed).isBetween(1, 9);
    assertThat(emulator.enrollments()).isEqualTo(10 - failed);
    assertThat(answer.json().at("/errors/0/errorCode").asInt() / 1000).isEqualTo(500);
  }

  @Test
  void theSameSeedGoesWrongInTheSameWay() throws IOException {
    List<Integer> first = statuses("server-error=0.3,throttle=0.3,seed=42");
    assertThat(first).contains(500, 429, 404);
    assertThat(statuses("server-error=0.3,throttle=0.3,seed=42")).isEqualTo(first);
    assertThat(statuses("server-error=0.3,throttle=0.3,seed=43")).isNotEqualTo(first);
  }

  private List<Integer> statuses(String spec) throws IOException {
    emulator.faults().byChance(FaultSpec.parse(spec));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      statuses.add(owner.get(PATH).status());
    }
    return statuses;
  }

  @Test
  void chanceCanBeKeptToOneSide() throws IOException {
    emulator.faults().byChance(FaultSpec.parse("unavailable=1,on=service"));
    String device = "/" + emulator.idScope() + "/registrations/a/register";
    assertThat(owner.get(PATH).status()).isEqualTo(503);
    assertThat(owner.put(device, Bodies.register("a")).status()).isEqualTo(404);
  }

  @Test
  void aStormRefusesEveryCallUntilItIsOverAndSaysWhenThatIs() throws IOException {
    SettableClock clock = new SettableClock();
    try (DpsEmulator stormy =
        DpsEmulator.start(
            EmulatorOptions.builder()
                .clock(clock)
                .faults(FaultSpec.parse("storm=1:30s,on=upload,seed=1"))
                .build())) {
      Caller station = Caller.owner(stormy);
      assertThat(station.get(PATH).response().headers().firstValue("Retry-After")).contains("30");
      stormy.faults().byChance(FaultSpec.parse("storm=0:30s,on=upload"));
      clock.advance(Duration.ofSeconds(20));
      Answer within = station.get(PATH);
      assertThat(within.status()).isEqualTo(429);
      assertThat(within.response().headers().firstValue("Retry-After")).contains("10");
      assertThat(station.put(PATH, BODY).status()).as("no station calls this").isEqualTo(200);
      clock.advance(Duration.ofSeconds(10));
      assertThat(station.get(PATH).status()).isEqualTo(200);
    }
  }

  @Test
  void aWrongETagFitsNothing() throws IOException {
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
    emulator.faults().next(1, Operation.GET_ENROLLMENT, new Fault.WrongETag());
    String wrong = owner.get(PATH).json().path("etag").asText();
    assertThat(owner.delete(PATH, wrong).status()).isEqualTo(412);
    String right = owner.get(PATH).json().path("etag").asText();
    assertThat(owner.delete(PATH, right).status()).isEqualTo(204);
  }

  @Test
  void aClockThatIsAheadRefusesTokensThatAreStillGoodAndTellsItsTime() throws IOException {
    assertThat(owner.put(PATH, BODY).status()).isEqualTo(200);
    String connection = emulator.ownerConnectionString();
    String key = connection.substring(connection.lastIndexOf("Key=") + "Key=".length());
    long inAnHour = Instant.now().getEpochSecond() + 3600;
    Caller station = owner.with(Sas.token("localhost", key, inAnHour, "provisioningserviceowner"));
    assertThat(station.get(PATH).status()).isEqualTo(200);

    emulator.faults().byChance(FaultSpec.parse("clock=+86400s"));

    Answer refused = station.get(PATH);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(Instant.parse(refused.json().path("timestampUtc").asText()))
        .isAfter(Instant.now().plus(Duration.ofHours(23)));
    emulator.faults().byChance(FaultSpec.parse("clock=-86400s"));
    assertThat(station.get(PATH).status()).as("a token of the future is good").isEqualTo(200);
  }
}
