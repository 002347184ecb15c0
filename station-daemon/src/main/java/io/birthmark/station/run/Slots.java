package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.SerialSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The slots of a station; each does one run at a time, and none waits for another. */
public final class Slots {
  private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

  private final Floor floor;
  private final FloorNews news;
  private final Map<String, SlotPlace> places = new LinkedHashMap<>();

  /** As the configuration has them now; a run keeps to its end what it began with. */
  private volatile Map<String, Slot> slots;

  private final List<SlotWatcher> watchers = new CopyOnWriteArrayList<>();

  public Slots(Floor floor, List<Slot> slots) {
    this.floor = floor;
    this.news = new FloorNews(floor.clock());
    this.slots = byName(slots);
    slots.forEach(slot -> places.put(slot.name(), new SlotPlace()));
  }

  /**
   * What the next runs begin with; those that are going on are not touched.
   *
   * @param others of the same names
   */
  public void change(List<Slot> others) {
    Map<String, Slot> changed = byName(others);
    if (!changed.keySet().equals(places.keySet())) {
      throw new IllegalArgumentException("slots come and go only with a new start");
    }
    slots = changed;
  }

  private static Map<String, Slot> byName(List<Slot> slots) {
    Map<String, Slot> byName = new LinkedHashMap<>();
    slots.forEach(slot -> byName.put(slot.name(), slot));
    return byName;
  }

  public List<String> names() {
    return List.copyOf(places.keySet());
  }

  /** From now on {@code watcher} is told of every run. */
  public void watch(SlotWatcher watcher) {
    watchers.add(watcher);
  }

  /** What is wrong at slots, buttons and scanners beside the outcomes of runs. */
  public FloorNews news() {
    return news;
  }

  /** What is going on in a slot, and how the run before it ended. */
  public SlotStanding standing(String name) {
    return Optional.ofNullable(places.get(name))
        .map(place -> place.standing(labelScans().awaited(name)))
        .orElse(SlotStanding.UNUSED);
  }

  /** Whether a run in this slot begins with a scan. */
  public boolean takesScan(String name) {
    return slot(slots, name).product().serialSource() instanceof SerialSource.Scan;
  }

  /** Runs that wait for their label to be scanned back. */
  public LabelScans labelScans() {
    return floor.labels().scans();
  }

  /** Why a run with this serial would end before anything happened; empty when it would not. */
  public Optional<Problem> objection(String name, Optional<String> serial) {
    Map<String, Slot> now = slots;
    try {
      new Naming(floor, slot(now, name), List.copyOf(now.values())).check(serial);
      return Optional.empty();
    } catch (Stopped e) {
      return Optional.of(e.problem());
    }
  }

  /** Whether a device is in the slot; empty while a run is going on, which is not disturbed. */
  public Optional<Sight> look(String name) {
    SlotPlace place = place(name);
    if (place.inUse().isLocked() || !place.door().tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(slot(slots, name).presence().look());
    } finally {
      place.door().unlock();
    }
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
    SlotPlace place = place(name);
    Map<String, Slot> now = slots;
    Slot slot = slot(now, name);
    if (!place.inUse().tryLock()) {
      return refused(slot, serial);
    }
    slot.pulse().beat();
    // The run's number is told by the run itself, once it has one.
    try (Telltale slotField = Telltale.of("SLOT", name);
        Telltale runField = Telltale.of("RUN", "")) {
      place.door().lock();
      try {
        Instant began = floor.clock().instant();
        place.works(began, "begin");
        news.over(name);
        watchers.forEach(watcher -> watcher.began(name));
        Consumer<String> steps = progress.andThen(step -> place.works(began, step));
        RunReport report =
            new Run(floor, this, slot, List.copyOf(now.values()), serial, rework, who, steps)
                .carryOut();
        place.ended(floor.clock().instant(), report);
        tell(report);
        watchers.forEach(watcher -> watcher.ended(report));
        return report;
      } finally {
        place.leaves();
        news.over(name);
        place.door().unlock();
      }
    } finally {
      slot.pulse().rest();
      place.inUse().unlock();
    }
  }

  /** One line a run, whoever started it. */
  private static void tell(RunReport report) {
    Optional<Problem> problem = report.outcome().problem();
    try (Telltale serial = Telltale.of("SERIAL", report.serial().orElse(""));
        Telltale code = Telltale.of("PROBLEM", problem.map(Problem::code).orElse(""))) {
      LOG.atLevel(problem.isPresent() ? Level.WARN : Level.INFO)
          .log(
              "slot {}: {} {}{}",
              report.slot(),
              report.outcome().word(),
              report.serial().orElse("no serial"),
              problem
                  .map(p -> " (" + p.code() + ") " + p.sentence() + " " + p.action())
                  .orElse(""));
    }
  }

  private static Slot slot(Map<String, Slot> slots, String name) {
    return Optional.ofNullable(slots.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no slot " + name));
  }

  private SlotPlace place(String name) {
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
