package io.birthmark.emulator.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * At most so many operations in any minute (a sliding window).
 *
 * <p>Refused operations are not counted, so that a client which honours {@code Retry-After} always
 * gets through.
 */
public final class Throttle {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int perMinute;
  private final Clock clock;
  private final Deque<Instant> taken = new ArrayDeque<>();

  public Throttle(int perMinute, Clock clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /**
   * Takes {@code cost} operations or refuses.
   *
   * @param cost more than the whole limit counts as the whole limit: it has to fit at some time
   */
  public synchronized void take(int cost) {
    Instant now = clock.instant();
    while (!taken.isEmpty() && !taken.getFirst().plus(WINDOW).isAfter(now)) {
      taken.removeFirst();
    }
    int wanted = Math.min(cost, perMinute);
    int missing = taken.size() + wanted - perMinute;
    if (missing > 0) {
      throw Refusal.throttled(secondsUntilFree(missing, now));
    }
    for (int i = 0; i < wanted; i++) {
      taken.addLast(now);
    }
  }

  private long secondsUntilFree(int missing, Instant now) {
    Instant free = taken.stream().skip(missing - 1L).findFirst().orElse(now).plus(WINDOW);
    Duration wait = Duration.between(now, free);
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
