package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.pulse.Pulse;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The line to the service: when the next call may be made, after what the service has said to the
 * last ones, or has not.
 */
final class ServiceLine {
  private final UploadRules rules;
  private final Backoff backoff;
  private final Pace pace;
  private final Runnable onReturn;
  private final Pulse pulse;
  private final Contact contact = new Contact();
  private int failures;
  private boolean silent;

  /**
   * A line on which nothing was said yet.
   *
   * @param onReturn done when the service answers again that had been away
   * @param pulse beats with each call
   */
  ServiceLine(
      UploadRules rules, RandomGenerator random, Instant now, Runnable onReturn, Pulse pulse) {
    this.rules = rules;
    this.backoff = new Backoff(random);
    this.pace = new Pace(rules, now);
    this.onReturn = onReturn;
    this.pulse = pulse;
  }

  UploadState state(Backlog backlog, Instant now) {
    return contact.state(backlog, rules, pace.perMinute(), now);
  }

  /** How long the service is to be left alone. */
  Duration pause(Instant now) {
    return contact.pause().left(now);
  }

  /** Cuts a pause short; false when the service asked for it. */
  boolean cutPauseShort() {
    if (contact.pause().asked()) {
      return false;
    }
    contact.keep(Pause.NONE);
    return true;
  }

  Duration untilAffordable(int operations, Instant now) {
    return pace.untilAffordable(operations, now);
  }

  /** Whether the last call got no answer that says anything. */
  boolean isSilent() {
    return silent;
  }

  /** How many calls in a row came to nothing. */
  int failures() {
    return failures;
  }

  /** Nothing goes on, for a reason that is not the service's. */
  void stuck(Problem why) {
    contact.stuck(why);
  }

  /** That reason is gone. */
  void free() {
    contact.free();
  }

  /** The journal cannot be used; the pause before it is tried again. */
  Duration withoutJournal(Problem why) {
    contact.stuck(why);
    return backoff.after(++failures);
  }

  /** The station's software is wrong; the pause before it is tried again. */
  Duration faulty(Problem why) {
    contact.stuck(why);
    return backoff.afterWhatAPersonMustMend(++failures);
  }

  void timed(Duration call) {
    contact.timed(call);
  }

  Delivery.Wire at(Instant now) {
    return new Delivery.Wire() {
      @Override
      public void calling(int enrollments) {
        pulse.beat();
        pace.spend(rules.costOf(enrollments), now);
      }

      @Override
      public void asking(int operations) {
        pulse.beat();
        pace.spend(operations, now);
      }

      @Override
      public void answered() {
        failures = 0;
        silent = false;
        pace.taken(now);
        if (contact.answered()) {
          onReturn.run();
        }
      }

      @Override
      public Duration silent(NoAnswer answer) {
        return hearNothing(answer, now);
      }

      @Override
      public Duration pause(int attempts) {
        return backoff.after(attempts);
      }
    };
  }

  private Duration hearNothing(NoAnswer answer, Instant now) {
    failures++;
    Pause kept = new Pause(now, pauseAfter(answer), answer.retryAfter().isPresent());
    contact.keep(kept);
    silent = !(answer instanceof NoAnswer.Throttled);
    if (!silent) {
      pace.refused(now);
      contact.throttled(answer.problem());
    } else {
      contact.silent(now, answer.problem());
    }
    return kept.length();
  }

  private Duration pauseAfter(NoAnswer answer) {
    boolean needsAPerson = answer instanceof NoAnswer.Unavailable away && !away.passing();
    Duration ours =
        needsAPerson ? backoff.afterWhatAPersonMustMend(failures) : backoff.after(failures);
    Duration asked = answer.retryAfter().orElse(ours);
    return asked.compareTo(EnrollmentQueue.LONGEST_PAUSE) < 0
        ? asked
        : EnrollmentQueue.LONGEST_PAUSE;
  }
}
