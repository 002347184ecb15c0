package io.birthmark.station.floor;

import java.time.Duration;

/** A clock that a test moves. */
final class HandUptime implements Uptime {
  private Duration now = Duration.ofHours(1);

  void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Duration now() {
    return now;
  }
}
