package io.birthmark.station.enrollment;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which the service is left alone.
 *
 * @param asked whether the service asked for it; then nobody may cut it short
 */
record Pause(Instant from, Duration length, boolean asked) {
  static final Pause NONE = new Pause(Instant.EPOCH, Duration.ZERO, false);

  Duration left(Instant now) {
    Instant end = from.plus(length);
    // A clock that was set back behind the pause's own beginning must not prolong it.
    return now.isBefore(from) || !now.isBefore(end) ? Duration.ZERO : Duration.between(now, end);
  }
}
