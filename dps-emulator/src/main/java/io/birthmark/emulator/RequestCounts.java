package io.birthmark.emulator;

import io.birthmark.emulator.http.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** How many calls there were, by operation and by the status they were answered with. */
public final class RequestCounts {

  /** Stands for the status of a call whose connection was closed without an answer. */
  public static final int DROPPED = 0;

  private final Map<Answered, AtomicLong> counts = new ConcurrentHashMap<>();

  private record Answered(Operation operation, int status) {}

  RequestCounts() {}

  void add(Operation operation, int status) {
    counts
        .computeIfAbsent(new Answered(operation, status), key -> new AtomicLong())
        .incrementAndGet();
  }

  public long of(Operation operation) {
    return sum(answered -> answered.operation() == operation);
  }

  public long of(Operation operation, int status) {
    return sum(answered -> answered.equals(new Answered(operation, status)));
  }

  /** All calls of one API: for a test that they stay few whatever the number of devices. */
  public long of(Operation.Side side) {
    return sum(answered -> answered.operation().side() == side);
  }

  public long ofStatus(int status) {
    return sum(answered -> answered.status() == status);
  }

  public long total() {
    return sum(answered -> true);
  }

  /** Begins to count from zero. */
  public void reset() {
    counts.clear();
  }

  private long sum(Predicate<Answered> wanted) {
    return counts.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }
}
