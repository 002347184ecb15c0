package io.birthmark.station.enrollment;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps calls within a number of operations a minute: a bucket that holds one batch and fills
 * evenly. A call may be made as soon as the bucket holds what it costs; calls that could not wait
 * leave a debt.
 */
final class Pace {
  private final double perMilli;
  private final double capacity;
  private double level;
  private Instant filledAt;

  Pace(UploadRules rules, Instant now) {
    perMilli = rules.operationsPerMinute() / 60_000.0;
    capacity = rules.costOf(rules.batchSize());
    level = capacity;
    filledAt = now;
  }

  Duration untilAffordable(int cost, Instant now) {
    fill(now);
    double missing = Math.min(cost, capacity) - level;
    return missing <= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.ceil(missing / perMilli));
  }

  void spend(int cost, Instant now) {
    fill(now);
    level -= cost;
  }

  private void fill(Instant now) {
    // A clock that was set back fills nothing, and counts on from where it is.
    long millis = Math.max(0, Duration.between(filledAt, now).toMillis());
    level = Math.min(capacity, level + millis * perMilli);
    filledAt = now;
  }
}
