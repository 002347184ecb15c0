package io.birthmark.station.floor;

import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.RunReport;
import io.birthmark.station.run.Sight;
import io.birthmark.station.run.SlotWatcher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where runs, looks and scanners leave word for the floor's thread. */
final class FloorEvents implements SlotWatcher {
  private final BlockingQueue<FloorEvent> waiting = new LinkedBlockingQueue<>();

  @Override
  public void began(String slot) {
    waiting.add(new FloorEvent.Began(slot));
  }

  @Override
  public void ended(RunReport report) {
    ended(report.slot(), report.outcome());
  }

  void ended(String slot, RunOutcome outcome) {
    waiting.add(new FloorEvent.Ended(slot, outcome));
  }

  /** The run that was asked for did not begin. */
  void notBegun(String slot) {
    waiting.add(new FloorEvent.NotBegun(slot));
  }

  void seen(String slot, Sight sight) {
    waiting.add(new FloorEvent.Seen(slot, sight));
  }

  /** A scan, of the scanner that all share or of a slot's own. */
  void scanned(Optional<String> ownSlot, Scan scan) {
    waiting.add(new FloorEvent.Scanned(ownSlot, scan));
  }

  Optional<FloorEvent> next() {
    return Optional.ofNullable(waiting.poll());
  }

  Optional<FloorEvent> next(Duration limit) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
  }
}
