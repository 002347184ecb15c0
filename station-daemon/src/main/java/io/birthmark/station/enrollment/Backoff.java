package io.birthmark.station.enrollment;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential, with full jitter, so that stations which lost the network together return apart. */
record Backoff(RandomGenerator random) {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  // A wrong key is not right a second later; asking often only fills the service's logs.
  private static final Duration LONGEST_FOR_PEOPLE = Duration.ofMinutes(5);
  private static final Duration SHORTEST_FOR_PEOPLE = Duration.ofSeconds(10);

  /**
   * @param failures in a row, this one included
   */
  Duration after(int failures) {
    return jittered(Duration.ZERO, LONGEST, failures);
  }

  Duration afterWhatAPersonMustMend(int failures) {
    return jittered(SHORTEST_FOR_PEOPLE, LONGEST_FOR_PEOPLE, failures);
  }

  private Duration jittered(Duration shortest, Duration longest, int failures) {
    long ceiling =
        Math.min(longest.toMillis(), FIRST.toMillis() << Math.min(20, Math.max(0, failures)));
    return Duration.ofMillis(Math.max(shortest.toMillis(), random.nextLong(1 + ceiling)));
  }
}
