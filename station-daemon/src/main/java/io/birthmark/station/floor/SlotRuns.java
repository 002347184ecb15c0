package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.RunProblems;
import io.birthmark.station.run.RunReport;
import io.birthmark.station.run.Slots;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs that the floor starts, each slot's on a thread of its own: none waits for another. */
final class SlotRuns implements Runs {
  private static final Logger LOG = LoggerFactory.getLogger(SlotRuns.class);

  private final Slots slots;
  private final FloorEvents events;
  private final Map<String, ExecutorService> threads = new ConcurrentHashMap<>();
  private volatile boolean refusing;

  SlotRuns(Slots slots, FloorEvents events) {
    this.slots = slots;
    this.events = events;
  }

  @Override
  public boolean takesScan(String slot) {
    return slots.takesScan(slot);
  }

  @Override
  public Optional<Problem> objection(String slot, Optional<String> serial) {
    return slots.objection(slot, serial);
  }

  @Override
  public boolean awaitsLabel(String slot) {
    return slots.labelScans().awaited(slot);
  }

  @Override
  public boolean isItsLabel(String slot, String code) {
    return slots.labelScans().matches(slot, code);
  }

  @Override
  public Optional<Problem> labelScanned(String slot, String code) {
    return slots.labelScans().scanned(slot, code);
  }

  @Override
  public void start(String slot, Optional<String> serial) {
    if (refusing) {
      events.notBegun(slot);
      return;
    }
    threads
        .computeIfAbsent(
            slot, name -> Executors.newSingleThreadExecutor(task -> thread(task, name)))
        .execute(() -> run(slot, serial));
  }

  private static Thread thread(Runnable task, String slot) {
    Thread thread = new Thread(task, "slot " + slot);
    thread.setDaemon(true);
    return thread;
  }

  private void run(String slot, Optional<String> serial) {
    try {
      RunReport report = slots.run(slot, serial, "slot:" + slot, note -> {});
      if (report.outcome().problem().filter(p -> p.code().equals("slot.busy")).isPresent()) {
        events.notBegun(slot);
      }
    } catch (RuntimeException e) {
      LOG.error("slot {}: a run ended without an outcome", slot, e);
      events.ended(slot, new RunOutcome.StationFault(RunProblems.unexpected(e)));
    }
  }

  /** From now on a press starts nothing. */
  void refuse() {
    refusing = true;
  }

  /** Waits for what is going on; a run that does not end is resumed at another time. */
  void finish(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    threads.values().forEach(ExecutorService::shutdown);
    try {
      for (ExecutorService thread : threads.values()) {
        if (!thread.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn("a run has not ended within {} s; it continues another time", grace.toSeconds());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
