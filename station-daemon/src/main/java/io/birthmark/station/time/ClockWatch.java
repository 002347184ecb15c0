package io.birthmark.station.time;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.ClockEvents;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the clock, and writes each loss and return of trust into the journal. */
public final class ClockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final StationClock clock;
  private final ClockEvents events;
  private Optional<Boolean> writtenAsLost = Optional.empty();
  private Optional<ScheduledExecutorService> thread = Optional.empty();

  public ClockWatch(StationClock clock, ClockEvents events) {
    this.clock = clock;
    this.events = events;
  }

  /** To be called before anything else is written, too: what is, has to be known for what it is. */
  public synchronized void look() {
    try {
      write();
    } catch (StorageException e) {
      // Seen again at the next look, when there may be room.
      LOG.warn("clock: {}", e.problem().sentence());
    }
  }

  private void write() {
    boolean before = writtenAsLost.isPresent() ? writtenAsLost.get() : events.isLost();
    Optional<Problem> objection = clock.objection();
    writtenAsLost = Optional.of(before);
    if (objection.isPresent() == before) {
      return;
    }
    if (objection.isPresent()) {
      LOG.warn("{} {}", objection.get().sentence(), objection.get().action());
      events.lost(clock.instant(), clock.newestKnown());
    } else {
      LOG.info("the time is trusted");
      events.trusted(clock.instant(), ClockEvents.STATION, Optional.empty());
    }
    writtenAsLost = Optional.of(objection.isPresent());
  }

  /** Begins to look every two seconds. */
  public void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "clock");
              made.setDaemon(true);
              return made;
            });
    thread = Optional.of(started);
    var unused =
        started.scheduleWithFixedDelay(
            this::lookOn, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A person says that the system's time is right; false when it cannot be. */
  public synchronized boolean confirm(String who, String reason) {
    if (!clock.confirm()) {
      return false;
    }
    events.trusted(clock.instant(), who, Optional.of(reason));
    writtenAsLost = Optional.of(false);
    return true;
  }

  private void lookOn() {
    try {
      look();
    } catch (RuntimeException e) {
      // The next look must not be lost with this one.
      LOG.error("clock: a fault in the station's software", e);
    }
  }

  @Override
  public void close() {
    thread.ifPresent(ScheduledExecutorService::shutdownNow);
  }
}
