package io.birthmark.station.enrollment;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/** Calls to the service that are not the queue's, first come, first served. */
final class Visits {
  private final Deque<Visit<?>> waiting = new ArrayDeque<>();

  /** One call, which is made once. */
  static final class Visit<T> {
    private final int operations;
    private final Supplier<T> call;
    private Optional<T> answer = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    private Visit(int operations, Supplier<T> call) {
      this.operations = operations;
      this.call = call;
    }

    int operations() {
      return operations;
    }

    /** Makes the call. Empty when the service answered, or was not asked at all. */
    synchronized Optional<NoAnswer> make() {
      try {
        T given = call.get();
        answer = Optional.of(given);
        return given instanceof NoAnswer silence ? Optional.of(silence) : Optional.empty();
      } catch (RuntimeException e) {
        // It is for whoever wanted the call made.
        failure = Optional.of(e);
        return Optional.empty();
      }
    }

    /** The answer, once there is one; throws what the call threw. */
    synchronized Optional<T> answer() {
      failure.ifPresent(
          e -> {
            throw e;
          });
      return answer;
    }
  }

  synchronized <T> Visit<T> announce(int operations, Supplier<T> call) {
    Visit<T> visit = new Visit<>(operations, call);
    waiting.add(visit);
    return visit;
  }

  synchronized Optional<Visit<?>> next() {
    return Optional.ofNullable(waiting.peek());
  }

  synchronized void leave(Visit<?> visit) {
    waiting.remove(visit);
  }
}
