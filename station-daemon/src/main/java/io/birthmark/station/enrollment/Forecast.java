package io.birthmark.station.enrollment;

import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.EnrollmentQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a backlog will be done, as things are now.
 *
 * @param perMinute the operations a minute that the service lets the station have
 * @param usualCall how long a call takes, of late
 * @param pause what is left of the pause that is being kept
 */
record Forecast(UploadRules rules, double perMinute, Duration usualCall, Duration pause) {
  /** It is asked whose it is, and then deleted if it is still that one. */
  static final int OPERATIONS_TO_DELETE = 2;

  /** Empty when it depends on a person: all that is left waits for something in quarantine. */
  Optional<Duration> eta(Backlog backlog, Instant now) {
    Backlog.Work work = backlog.work();
    if (work.isNothing()) {
      return backlog.isEmpty() ? Optional.of(Duration.ZERO) : Optional.empty();
    }
    long batches = (work.creates() + rules.batchSize() - 1) / rules.batchSize();
    long single = OPERATIONS_TO_DELETE * work.deletes() + work.questions();
    long operations = (rules.batchCountsOnce() ? batches : work.creates()) + single;
    Duration byPace = Duration.ofMillis(Math.round(operations * 60_000 / perMinute));
    Duration byCalls = usualCall.multipliedBy(batches + single);
    Duration byItself = pause.plus(byPace.compareTo(byCalls) < 0 ? byCalls : byPace);
    Duration untilLast = work.lastAttemptAt().map(at -> until(at, now)).orElse(Duration.ZERO);
    return Optional.of(byItself.compareTo(untilLast) < 0 ? untilLast : byItself);
  }

  /** An attempt that a wrong clock set too far off is due at once, as it is in the queue. */
  private static Duration until(Instant attempt, Instant now) {
    Duration left = Duration.between(now, attempt);
    return left.compareTo(EnrollmentQueue.LONGEST_PAUSE) > 0 ? Duration.ZERO : left;
  }
}
