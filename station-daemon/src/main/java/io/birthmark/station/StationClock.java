package io.birthmark.station;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The time, as far as it can be true: a box without a battery wakes up in 1970. */
final class StationClock {
  /** Nothing can happen before the station was built; newer than any release's first day. */
  private static final Instant FLOOR = Instant.parse("2026-11-01T00:00:00Z");

  private final Clock clock;

  StationClock(Clock clock) {
    this.clock = clock;
  }

  /** Now; empty while the clock cannot be right. */
  Optional<Instant> trusted() {
    Instant now = clock.instant();
    return now.isBefore(FLOOR) ? Optional.empty() : Optional.of(now);
  }
}
