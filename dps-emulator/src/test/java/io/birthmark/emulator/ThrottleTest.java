package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** So many operations a minute and no more. */
class ThrottleTest {

  private final SettableClock clock = new SettableClock();

  private EmulatorOptions.Builder three() {
    return EmulatorOptions.builder().operationsPerMinute(3).clock(clock);
  }

  @Test
  void theOneTooManyIsToldHowLongToWait() throws IOException {
    try (DpsEmulator emulator = Running.emulator(three())) {
      Caller owner = Caller.owner(emulator);
      owner.get("/enrollments/a");
      clock.advance(Duration.ofSeconds(20));
      owner.get("/enrollments/a");
      owner.get("/enrollments/a");
      Answer refused = owner.get("/enrollments/a");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.errorCode()).isEqualTo(429001);
      assertThat(refused.header("Retry-After")).hasValue("40");

      clock.advance(Duration.ofSeconds(40));
      assertThat(owner.get("/enrollments/a").status()).as("one is free").isEqualTo(404);
      assertThat(owner.get("/enrollments/a").header("Retry-After")).hasValue("20");
    }
  }

  @Test
  void aBulkCallCountsOnce() throws IOException {
    try (DpsEmulator emulator = Running.emulator(three())) {
      assertThat(bulkOfTwo(emulator, "a").status()).isEqualTo(200);
      assertThat(bulkOfTwo(emulator, "b").status()).isEqualTo(200);
      assertThat(bulkOfTwo(emulator, "c").status()).isEqualTo(200);
      assertThat(bulkOfTwo(emulator, "d").status()).isEqualTo(429);
      assertThat(emulator.enrollments()).isEqualTo(6);
    }
  }

  @Test
  void orAsOftenAsItHasItemsIfToldSo() throws IOException {
    try (DpsEmulator emulator = Running.emulator(three().bulkCountsEachItem(true))) {
      assertThat(bulkOfTwo(emulator, "a").status()).isEqualTo(200);
      assertThat(bulkOfTwo(emulator, "b").status()).isEqualTo(429);
      assertThat(Caller.owner(emulator).get("/enrollments/a1").status()).isEqualTo(200);
    }
  }

  @Test
  void whoIsNotLetInUsesNothingUp() throws IOException {
    try (DpsEmulator emulator = Running.emulator(three())) {
      for (int i = 0; i < 5; i++) {
        Caller.stranger(emulator).get("/enrollments/a");
      }
      assertThat(Caller.owner(emulator).get("/enrollments/a").status()).isEqualTo(404);
    }
  }

  @Test
  void registrationsHaveALimitOfTheirOwn() throws IOException {
    try (DpsEmulator emulator = Running.emulator(three().registrationsPerMinute(1))) {
      String path = "/" + emulator.idScope() + "/registrations/a/register";
      Caller device = Caller.stranger(emulator);
      assertThat(device.put(path, Bodies.register("a")).status()).isEqualTo(404);
      assertThat(device.put(path, Bodies.register("a")).status()).isEqualTo(429);
      assertThat(Caller.owner(emulator).get("/enrollments/a").status()).isEqualTo(404);
    }
  }

  private static Answer bulkOfTwo(DpsEmulator emulator, String prefix) throws IOException {
    List<String> two =
        List.of(Bodies.symmetricKey(prefix + "1"), Bodies.symmetricKey(prefix + "2"));
    return Caller.owner(emulator).post("/enrollments", Bodies.bulk("create", two));
  }
}
