package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the station and the service stand with each other, as the last calls showed it. */
final class Contact {
  private static final Logger LOG = LoggerFactory.getLogger(Contact.class);

  private Pause pause = Pause.NONE;
  private Optional<Instant> offlineSince = Optional.empty();
  private Optional<Problem> problem = Optional.empty();
  private boolean stuck;
  private Duration usualCall = Duration.ZERO;

  synchronized UploadState state(
      Backlog backlog, UploadRules rules, double perMinute, Instant now) {
    Forecast forecast = new Forecast(rules, perMinute, usualCall, pause.left(now));
    boolean goesOn = offlineSince.isEmpty() && !stuck;
    return new UploadState(
        offlineSince,
        problem,
        backlog,
        perMinute,
        goesOn ? forecast.eta(backlog, now) : Optional.empty());
  }

  synchronized Pause pause() {
    return pause;
  }

  synchronized void keep(Pause kept) {
    pause = kept;
  }

  /** The service answered; whether it had been away. */
  synchronized boolean answered() {
    boolean wasAway = offlineSince.isPresent();
    offlineSince.ifPresent(
        since -> LOG.info("upload: the service answers again, away since {}", since));
    offlineSince = Optional.empty();
    problem = Optional.empty();
    pause = Pause.NONE;
    stuck = false;
    return wasAway;
  }

  /** To be asked to wait is to be answered: the service is there. */
  synchronized void throttled(Problem why) {
    offlineSince = Optional.empty();
    problem = Optional.of(why);
  }

  /** There was no answer that says anything. */
  synchronized void silent(Instant now, Problem why) {
    if (offlineSince.isEmpty()) {
      LOG.warn("upload: {} {}", why.sentence(), why.action());
      offlineSince = Optional.of(now);
    }
    problem = Optional.of(why);
  }

  /** Nothing goes on, for a reason that is not the service's. */
  synchronized void stuck(Problem why) {
    problem = Optional.of(why);
    stuck = true;
  }

  /** That reason is gone. */
  synchronized void free() {
    problem = Optional.empty();
    stuck = false;
  }

  /** A call took so long; the usual call is the mean of the last few. */
  synchronized void timed(Duration call) {
    if (!call.isNegative()) {
      usualCall = usualCall.multipliedBy(7).plus(call).dividedBy(8);
    }
  }
}
