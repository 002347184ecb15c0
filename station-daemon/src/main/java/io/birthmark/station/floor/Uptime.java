package io.birthmark.station.floor;

import java.time.Duration;

/** The time since some moment, which no clock adjustment moves: lamps and buttons live by it. */
@FunctionalInterface
public interface Uptime {
  Duration now();

  static Uptime ofThisProcess() {
    long start = System.nanoTime();
    return () -> Duration.ofNanos(System.nanoTime() - start);
  }
}
