package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.SerialSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The slots of a station; each does one run at a time, and none waits for another. */
public final class Slots {
  private final Floor floor;
  private final Map<String, Place> places = new LinkedHashMap<>();

  private final List<SlotWatcher> watchers = new CopyOnWriteArrayList<>();

  /**
   * A slot and who is at it.
   *
   * @param inUse held by a run
   * @param door held by a run and by a look, so that a look is over before a run speaks
   */
  private record Place(Slot slot, ReentrantLock inUse, ReentrantLock door) {}

  public Slots(Floor floor, List<Slot> slots) {
    this.floor = floor;
    slots.forEach(
        slot -> places.put(slot.name(), new Place(slot, new ReentrantLock(), new ReentrantLock())));
  }

  public List<String> names() {
    return List.copyOf(places.keySet());
  }

  /** From now on {@code watcher} is told of every run. */
  public void watch(SlotWatcher watcher) {
    watchers.add(watcher);
  }

  /** Whether a run in this slot begins with a scan. */
  public boolean takesScan(String name) {
    return place(name).slot().product().serialSource() instanceof SerialSource.Scan;
  }

  /** Runs that wait for their label to be scanned back. */
  public LabelScans labelScans() {
    return floor.labels().scans();
  }

  /** Why a run with this serial would end before anything happened; empty when it would not. */
  public Optional<Problem> objection(String name, Optional<String> serial) {
    try {
      new Naming(floor, place(name).slot(), all()).check(serial);
      return Optional.empty();
    } catch (Stopped e) {
      return Optional.of(e.problem());
    }
  }

  /** Whether a device is in the slot; empty while a run is going on, which is not disturbed. */
  public Optional<Sight> look(String name) {
    Place place = place(name);
    if (place.inUse().isLocked() || !place.door().tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(place.slot().presence().look());
    } finally {
      place.door().unlock();
    }
  }

  List<Slot> all() {
    return places.values().stream().map(Place::slot).toList();
  }

  public boolean busy(String name) {
    return Optional.ofNullable(places.get(name))
        .map(place -> place.inUse().isLocked())
        .orElse(false);
  }

  /**
   * One run now.
   *
   * @param serial what was scanned or passed
   * @param who the person, or what stands for one
   * @param progress is told each step before it is done
   * @throws IllegalArgumentException when there is no slot of this name
   */
  public RunReport run(
      String name, Optional<String> serial, String who, Consumer<String> progress) {
    return run(name, serial, Optional.empty(), who, progress);
  }

  /**
   * One run now, for a device that gets a new identity in place of the one it has.
   *
   * @param reason why; stands in the journal
   */
  public RunReport rework(
      String name, Optional<String> serial, String reason, String who, Consumer<String> progress) {
    return run(name, serial, Optional.of(reason), who, progress);
  }

  private RunReport run(
      String name,
      Optional<String> serial,
      Optional<String> rework,
      String who,
      Consumer<String> progress) {
    Place place = place(name);
    if (!place.inUse().tryLock()) {
      return refused(place.slot(), serial);
    }
    try {
      place.door().lock();
      try {
        watchers.forEach(watcher -> watcher.began(name));
        RunReport report =
            new Run(floor, this, place.slot(), serial, rework, who, progress).carryOut();
        watchers.forEach(watcher -> watcher.ended(report));
        return report;
      } finally {
        place.door().unlock();
      }
    } finally {
      place.inUse().unlock();
    }
  }

  private Place place(String name) {
    return Optional.ofNullable(places.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no slot " + name));
  }

  private static RunReport refused(Slot slot, Optional<String> serial) {
    return new RunReport(
        slot.name(),
        slot.product().name(),
        serial,
        Optional.empty(),
        new RunOutcome.StationFault(RunProblems.busySlot(slot.name())),
        false,
        Optional.empty(),
        List.of(),
        Map.of(),
        Duration.ZERO,
        io.birthmark.hsm.Cost.NONE);
  }
}
