package io.birthmark.station.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {
  private long now = Long.MAX_VALUE - 5;
  private final Pulse pulse = new Pulse("slot A", Duration.ofSeconds(60), () -> now);

  private void after(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void whatDoesNotTurnCannotBeStuck() {
    after(100_000);
    assertThat(pulse.overdue()).isEmpty();
  }

  @Test
  void silenceUpToTheLimitIsNothing() {
    pulse.beat();
    after(60);
    assertThat(pulse.overdue()).isEmpty();
    after(1);
    assertThat(pulse.overdue()).contains(Duration.ofSeconds(61));
    pulse.beat();
    assertThat(pulse.overdue()).isEmpty();
  }

  @Test
  void whatMayTakeLongIsGivenThatLong() {
    pulse.beat(Duration.ofSeconds(90));
    after(150);
    assertThat(pulse.overdue()).isEmpty();
    after(1);
    assertThat(pulse.overdue()).isPresent();
  }

  @Test
  void theAllowanceEndsWithTheNextBeat() {
    pulse.beat(Duration.ofSeconds(90));
    pulse.beat();
    after(61);
    assertThat(pulse.overdue()).isPresent();
  }

  @Test
  void restEndsIt() {
    pulse.beat();
    after(61);
    pulse.rest();
    assertThat(pulse.overdue()).isEmpty();
  }
}
