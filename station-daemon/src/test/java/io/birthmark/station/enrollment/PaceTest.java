package io.birthmark.station.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The station uses what the service has left for it, and is hardly ever refused: 10,000 enrollments
 * each, in compressed time.
 */
class PaceTest {
  private static final int BACKLOG = 10_000;
  private static final int LIMIT = 200;
  private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");

  /** A service that takes so many operations in any minute, as the emulator does. */
  private static final class Limit {
    private final Deque<Instant> taken = new ArrayDeque<>();

    /** How long to wait; zero when it was taken. */
    Duration take(int cost, Instant now) {
      while (!taken.isEmpty() && !taken.getFirst().plus(Duration.ofMinutes(1)).isAfter(now)) {
        taken.removeFirst();
      }
      int missing = taken.size() + cost - LIMIT;
      if (missing > 0) {
        Instant free =
            taken.stream().skip(missing - 1L).findFirst().orElseThrow().plus(Duration.ofMinutes(1));
        return Duration.ofSeconds(Duration.between(now, free).plusMillis(999).toSeconds());
      }
      for (int i = 0; i < cost; i++) {
        taken.addLast(now);
      }
      return Duration.ZERO;
    }
  }

  private record Outcome(double share, double refused, Duration took) {}

  /**
   * Lets a backlog flow.
   *
   * @param counts operations that a full batch takes of the service's limit
   * @param other whether the other client takes half of the limit at that time
   */
  private static Outcome flow(UploadRules rules, int counts, Predicate<Duration> other) {
    Limit limit = new Limit();
    Pace pace = new Pace(rules, START);
    Instant now = START;
    Instant others = START.minus(Duration.ofMinutes(1));
    Duration step = Duration.ofMinutes(1).dividedBy(LIMIT / 2);
    int takenByOther = 0;
    int calls = 0;
    int refused = 0;
    for (int left = BACKLOG; left > 0; ) {
      for (; others.isBefore(now); others = others.plus(step)) {
        boolean there = other.test(Duration.between(START, others));
        if (there && limit.take(1, others).isZero() && !others.isBefore(START)) {
          takenByOther++;
        }
      }
      Duration wait = pace.untilAffordable(rules.costOf(10), now);
      if (wait.isZero()) {
        calls++;
        pace.spend(rules.costOf(10), now);
        wait = limit.take(counts, now);
        if (wait.isZero()) {
          pace.taken(now);
          left -= 10;
        } else {
          pace.refused(now);
          refused++;
        }
      }
      now = now.plus(wait);
    }
    Duration took = Duration.between(START, now);
    double available = LIMIT * took.toMillis() / 60_000.0 - takenByOther;
    return new Outcome(BACKLOG / 10.0 * counts / available, refused / (double) calls, took);
  }

  private static final UploadRules EACH = UploadRules.ofShare(LIMIT);
  private static final UploadRules ONCE = new UploadRules(LIMIT, 10, true);

  private static boolean nobody(Duration at) {
    return false;
  }

  private static boolean always(Duration at) {
    return true;
  }

  @Test
  void aServiceThatCountsEachIsUsed() {
    Outcome outcome = flow(EACH, 10, PaceTest::nobody);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.refused()).isZero();
  }

  @Test
  void aServiceThatCountsABatchOnceIsUsed() {
    Outcome outcome = flow(ONCE, 1, PaceTest::nobody);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.refused()).isZero();
  }

  @Test
  void whatASecondClientLeavesIsUsedWhenEachCounts() {
    Outcome outcome = flow(EACH, 10, PaceTest::always);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.refused()).isLessThan(0.01);
  }

  @Test
  void whatASecondClientLeavesIsUsedWhenABatchCountsOnce() {
    Outcome outcome = flow(ONCE, 1, PaceTest::always);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.refused()).isLessThan(0.01);
  }

  @Test
  void aSecondClientThatComesAndGoesIsFollowed() {
    Duration came = Duration.ofMinutes(10);
    Duration left = Duration.ofMinutes(25);
    Outcome outcome = flow(EACH, 10, at -> at.compareTo(came) >= 0 && at.compareTo(left) < 0);

    assertThat(outcome.share()).as("of all that was left to it").isGreaterThan(0.75);
    assertThat(outcome.refused()).isLessThan(0.01);
    assertThat(outcome.took()).isLessThan(Duration.ofMinutes(75));
  }

  @Test
  void theCarefulSettingAgainstALaxServiceIsSlowAndNeverRefused() {
    assertThat(flow(EACH, 1, PaceTest::nobody).refused()).isZero();
  }

  @Test
  void theBoldSettingAgainstACarefulServiceFindsTheRealPace() {
    Outcome outcome = flow(ONCE, 10, PaceTest::nobody);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.refused()).isLessThan(0.01);
  }

  @Test
  void noMinuteHasMoreThanTheShare() {
    Pace pace = new Pace(EACH, START);
    Deque<Instant> spent = new ArrayDeque<>();
    Instant now = START;
    for (int call = 0; call < 500; call++) {
      now = now.plus(pace.untilAffordable(10, now));
      pace.spend(10, now);
      spent.addLast(now);
      while (!spent.getFirst().plus(Duration.ofMinutes(1)).isAfter(now)) {
        spent.removeFirst();
      }
      assertThat(spent.size() * 10).isLessThanOrEqualTo(LIMIT);
    }
  }

  @Test
  void whatWasLearntIsForgottenWhenNothingWasSentForAWhile() {
    Pace pace = new Pace(EACH, START);
    pace.spend(10, START);
    pace.refused(START);
    assertThat(pace.perMinute()).isLessThan(LIMIT);

    Duration unused = pace.untilAffordable(10, START.plus(Duration.ofMinutes(11)));

    assertThat(pace.perMinute()).isEqualTo(LIMIT);
  }

  @Test
  void aClockSetBackDoesNotStopTheClimb() {
    Pace pace = new Pace(EACH, START);
    pace.spend(10, START);
    pace.refused(START);
    double low = pace.perMinute();
    Instant now = Instant.parse("2001-01-01T00:00:00Z");

    for (int call = 0; call < 300; call++) {
      now = now.plus(pace.untilAffordable(10, now));
      pace.spend(10, now);
      pace.taken(now);
    }

    assertThat(pace.perMinute()).isGreaterThan(low);
  }
}
