package io.birthmark.demo.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that runs faster than the world, so that a minute's limit is met in seconds. */
final class FastClock extends Clock {
  private final Clock real;
  private final Instant start;
  private final int factor;

  FastClock(Clock real, int factor) {
    this.real = real;
    this.start = real.instant();
    this.factor = factor;
  }

  @Override
  public Instant instant() {
    return start.plus(Duration.between(start, real.instant()).multipliedBy(factor));
  }

  @Override
  public ZoneId getZone() {
    return real.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new FastClock(real.withZone(zone), factor);
  }
}
