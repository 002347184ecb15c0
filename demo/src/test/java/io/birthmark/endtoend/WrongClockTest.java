package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A station without a battery wakes up in 1970: what needs the time waits, the line goes on. */
class WrongClockTest {
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  /** The system's clock, which somebody sets. */
  private static final class SystemClock extends Clock {
    private volatile Duration off = Duration.between(Instant.now(), Instant.EPOCH);

    void setRight() {
      off = Duration.ZERO;
    }

    void setBack(Duration by) {
      off = by.negated();
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(off);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(AT_MOST);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waited for too long").isBefore(end);
      Thread.sleep(100);
    }
  }

  private static JsonNode status(Bench bench) {
    return bench.cli("status", "--json").json();
  }

  @Test
  void in1970TheLineWorksAndWhenTheTimeIsThereAllAreEnrolled() throws Exception {
    SystemClock clock = new SystemClock();
    try (Bench bench = new Bench()) {
      SoftwareTpm first = bench.slot("A", 1);
      SoftwareTpm unused = bench.slot("B", 2);
      try (Daemon daemon = bench.daemon(clock)) {
        assertThat(bench.provisionIn("A", "000001").ending()).isEqualTo("PASS 0");
        assertThat(bench.provisionIn("B", "000002").ending()).isEqualTo("PASS 0");
        assertThat(Tools.record(first)).doesNotContain("provisionedAt");

        JsonNode held = status(bench);
        assertThat(held.at("/clock/trusted").asBoolean()).isFalse();
        assertThat(held.at("/service/problem/code").asText()).isEqualTo("clock.untrusted");
        assertThat(held.at("/backlog/waiting").asInt()).isEqualTo(2);
        assertThat(held.at("/backlog/oldestSeconds").asLong())
            .as("of 1970 nobody was waiting")
            .isLessThan(600);
        assertThat(bench.cli("upload", "--seconds", "5", "--json").code())
            .isEqualTo("clock.untrusted");
        assertThat(bench.cli("audit", "sign", "--json").code()).isEqualTo("clock.untrusted");
        assertThat(bench.cli("doctor").out()).contains("red     clock:");
        assertThat(bench.enrolled().registrationIds()).isEmpty();

        clock.setRight();
        await(() -> status(bench).at("/backlog/waiting").asInt() == 0);

        assertThat(bench.enrolled().registrationIds())
            .isEqualTo(List.of("press-000001", "press-000002"));
        JsonNode flowing = status(bench);
        assertThat(flowing.at("/clock/trusted").asBoolean()).isTrue();
        assertThat(flowing.at("/service/problem").isMissingNode()).isTrue();
        assertThat(bench.journal("SELECT kind FROM events WHERE kind LIKE 'clock.%' ORDER BY id"))
            .isEqualTo("clock.lost\nclock.trusted");
      }
      try (var heads = Files.list(bench.state().resolve("audit"))) {
        assertThat(heads).as("the head of the stop").hasSize(1);
      }
    }
  }

  @Test
  void aDeviceThatNeedsACertificateIsNotTouchedUntilTheTimeIsThere() throws IOException {
    SystemClock clock = new SystemClock();
    try (TokenBench line = new TokenBench()) {
      var unused = line.slot("A", "press");
      try (Daemon daemon = line.certified().bench().daemon(clock)) {
        Said held = line.bench().provision("000001");

        assertThat(held.ending()).isEqualTo("ERROR clock.untrusted 3");
        assertThat(line.bench().journal("SELECT count(*) FROM devices")).isEqualTo("0");
        assertThat(line.bench().cli("ca", "init", "--self-signed", "--json").code())
            .isEqualTo("clock.untrusted");

        clock.setRight();
        assertThat(line.bench().provision("000001").ending()).isEqualTo("PASS 0");

        clock.setBack(Duration.ofDays(400));
        assertThat(line.bench().provision("000001").ending())
            .as("set back while it runs")
            .isEqualTo("ERROR clock.untrusted 3");
        clock.setRight();
        assertThat(line.bench().provision("000001").ending()).isEqualTo("PASS 0");
      }
    }
  }
}
