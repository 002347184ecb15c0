package io.birthmark.station.enrollment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Keeps calls within a number of operations a minute, evenly: a bucket that holds one batch and
 * fills by and by, and no more in any minute than the minute's number. Calls that could not wait
 * leave a debt.
 *
 * <p>The number is the station's share, or what the service has shown to grant, if that is less:
 * others use the same service, and do not always keep to theirs. When a call is refused, the
 * service's minute is full, and what it had taken from this station in that minute is what is left
 * for it. So the station goes on a little below that, and tries a little more only after many calls
 * that were taken, first in small and then in larger steps; hence less than one call in a hundred
 * is refused.
 */
final class Pace {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  // Just below what was granted, so that the small waves of the other clients do not refuse a call.
  private static final double BELOW = 0.98;
  private static final double FIRST_STEP = 0.01;
  private static final double LARGEST_STEP = 0.16;
  // Between two refusals there are as many calls as this and those of the steps.
  private static final int PATIENT_CALLS = 150;
  private static final Duration PATIENT_TIME = Duration.ofMinutes(30);
  // Who was there before the station was idle may have gone.
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private final double share;
  private final double capacity;
  private final Deque<Spent> lastMinute = new ArrayDeque<>();
  private int spentInMinute;
  private int lastCost;
  private Instant lastAt = Instant.MIN;
  private double granted;
  private double level;
  private Instant filledAt;
  private int takenSinceRefusal;
  private Instant refusedAt = Instant.MIN;
  private Instant raisedAt = Instant.MIN;
  private double step = FIRST_STEP;

  /**
   * What was spent in a tenth of a second, so that a fast station remembers no more than a slow
   * one.
   */
  private record Spent(Instant from, int cost) {
    static Spent at(Instant now, int cost) {
      return new Spent(Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), 100) * 100), cost);
    }

    boolean isPast(Instant now) {
      return now.isBefore(from) || !now.isBefore(from.plus(MINUTE));
    }
  }

  Pace(UploadRules rules, Instant now) {
    share = rules.operationsPerMinute();
    granted = share;
    capacity = rules.costOf(rules.batchSize());
    level = capacity;
    filledAt = now;
  }

  synchronized Duration untilAffordable(int cost, Instant now) {
    fill(now);
    double missing = Math.min(cost, capacity) - level;
    Duration refilled =
        missing <= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.ceil(missing / perMilli()));
    Duration room = untilTheMinuteHasRoom(now);
    return refilled.compareTo(room) < 0 ? room : refilled;
  }

  synchronized void spend(int cost, Instant now) {
    fill(now);
    level -= cost;
    remember(Spent.at(now, cost));
    lastCost = cost;
    lastAt = now;
  }

  /** The call that was paid for last was taken. */
  synchronized void taken(Instant now) {
    if (granted >= share) {
      return;
    }
    takenSinceRefusal++;
    boolean patient =
        takenSinceRefusal >= PATIENT_CALLS || !now.isBefore(refusedAt.plus(PATIENT_TIME));
    if (patient && !now.isBefore(raisedAt.plus(MINUTE))) {
      granted = Math.min(share, granted * (1 + step));
      step = Math.min(LARGEST_STEP, 2 * step);
      raisedAt = now;
    }
  }

  /** The call that was paid for last was refused as one too many; the service did nothing. */
  synchronized void refused(Instant now) {
    fill(now);
    if (!lastMinute.isEmpty()) {
      // It was not taken, so it fills nobody's minute.
      remember(new Spent(lastMinute.getLast().from(), -lastCost));
    }
    // A single refusal that has nothing to do with the pace costs no more than half of it.
    granted = Math.max(1, BELOW * Math.max(spentInMinute, granted / 2));
    takenSinceRefusal = 0;
    refusedAt = now;
    raisedAt = now;
    step = FIRST_STEP;
  }

  /** The operations a minute that are gone by now: the share, or less while less is granted. */
  synchronized double perMinute() {
    return granted;
  }

  private Duration untilTheMinuteHasRoom(Instant now) {
    double tooMuch = spentInMinute - granted;
    Iterator<Spent> oldest = lastMinute.iterator();
    Duration wait = Duration.ZERO;
    while (tooMuch >= 0 && oldest.hasNext()) {
      Spent spent = oldest.next();
      tooMuch -= spent.cost();
      wait = Duration.between(now, spent.from().plus(MINUTE));
    }
    return wait;
  }

  private void remember(Spent spent) {
    boolean sameMoment = !lastMinute.isEmpty() && lastMinute.getLast().from().equals(spent.from());
    int before = sameMoment ? lastMinute.removeLast().cost() : 0;
    lastMinute.addLast(new Spent(spent.from(), before + spent.cost()));
    spentInMinute += spent.cost();
  }

  private void fill(Instant now) {
    if (now.isBefore(filledAt)) {
      setBack(now);
    }
    level = Math.min(capacity, level + Duration.between(filledAt, now).toMillis() * perMilli());
    filledAt = now;
    if (!now.isBefore(lastAt.plus(FORGOTTEN_AFTER))) {
      granted = share;
    }
    while (!lastMinute.isEmpty() && lastMinute.getFirst().isPast(now)) {
      spentInMinute -= lastMinute.removeFirst().cost();
    }
  }

  /** A clock that was set back fills nothing, and all counts on from where it is. */
  private void setBack(Instant now) {
    filledAt = now;
    lastAt = earlier(lastAt, now);
    refusedAt = earlier(refusedAt, now);
    raisedAt = earlier(raisedAt, now);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private double perMilli() {
    return granted / MINUTE.toMillis();
  }
}
