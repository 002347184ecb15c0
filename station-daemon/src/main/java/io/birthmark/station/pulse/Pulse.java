package io.birthmark.station.pulse;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sign of life of one loop. It is at rest until the first beat: what does not turn cannot be
 * stuck.
 */
public final class Pulse {
  private final String name;
  private final Duration limit;
  private final LongSupplier nanos;
  private volatile Optional<Beat> last = Optional.empty();

  private record Beat(long at, Duration mayTake) {}

  /**
   * A pulse at rest.
   *
   * @param name of what turns, for the log
   * @param limit how long it may be silent
   */
  public Pulse(String name, Duration limit) {
    this(name, limit, System::nanoTime);
  }

  /** The same with a watch of its own. */
  public Pulse(String name, Duration limit, LongSupplier nanos) {
    this.name = name;
    this.limit = limit;
    this.nanos = nanos;
  }

  /** For what nobody watches. */
  public static Pulse unwatched() {
    return new Pulse("unwatched", Duration.ofDays(1));
  }

  public String name() {
    return name;
  }

  /** It turns. */
  public void beat() {
    beat(Duration.ZERO);
  }

  /** It turns, and what it does now may take this long on top of the limit. */
  public void beat(Duration mayTake) {
    last = Optional.of(new Beat(nanos.getAsLong(), mayTake));
  }

  /** Nothing turns here until the next beat. */
  public void rest() {
    last = Optional.empty();
  }

  /** For how long it has been silent, if that is longer than it may be. */
  public Optional<Duration> overdue() {
    return last.flatMap(
        beat -> {
          Duration silent = Duration.ofNanos(nanos.getAsLong() - beat.at());
          return silent.compareTo(limit.plus(beat.mayTake())) > 0
              ? Optional.of(silent)
              : Optional.empty();
        });
  }
}
