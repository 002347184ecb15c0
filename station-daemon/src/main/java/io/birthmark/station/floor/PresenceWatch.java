package io.birthmark.station.floor;

import io.birthmark.station.run.Slots;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks into every slot once a second while no run is in it. A slow look delays no other slot. */
final class PresenceWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceWatch.class);

  private final Slots slots;
  private final FloorEvents events;
  private final ScheduledExecutorService threads;

  PresenceWatch(Slots slots, FloorEvents events) {
    this.slots = slots;
    this.events = events;
    this.threads =
        Executors.newScheduledThreadPool(
            slots.names().size(),
            task -> {
              Thread thread = new Thread(task, "presence");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start(Duration pause) {
    for (String name : slots.names()) {
      threads.scheduleWithFixedDelay(
          () -> look(name), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** An exception would end the looking for good. */
  private void look(String name) {
    try {
      slots.look(name).ifPresent(sight -> events.seen(name, sight));
    } catch (RuntimeException e) {
      LOG.error("slot {}: a look met a defect of the station", name, e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
