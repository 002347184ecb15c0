package io.birthmark.station.enrollment;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be asked of the service beside the queue, within the same budget and with the same
 * pauses: the uploader does it on its way.
 */
public interface Errand {

  /** How long there is nothing to ask; zero when there is. */
  Duration untilDue(Instant now);

  /** How many operations of the service the next question takes at most. */
  int operations();

  /** Asks the next question. Empty when the service answered, whatever it said. */
  Optional<NoAnswer> run(Instant now);

  /** The service was away and is back, or a person wants to know: all is to be asked anew. */
  void again();

  /** Nothing to ask. */
  static Errand none() {
    return new Errand() {
      @Override
      public Duration untilDue(Instant now) {
        return Duration.ofDays(1);
      }

      @Override
      public int operations() {
        return 0;
      }

      @Override
      public Optional<NoAnswer> run(Instant now) {
        return Optional.empty();
      }

      @Override
      public void again() {}
    };
  }
}
