package io.birthmark.station.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The slots of a station; each does one run at a time, and none waits for another. */
public final class Slots {
  private final Floor floor;
  private final Map<String, Place> places = new LinkedHashMap<>();

  private record Place(Slot slot, ReentrantLock inUse) {}

  public Slots(Floor floor, List<Slot> slots) {
    this.floor = floor;
    slots.forEach(slot -> places.put(slot.name(), new Place(slot, new ReentrantLock())));
  }

  public List<String> names() {
    return List.copyOf(places.keySet());
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
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no slot " + name);
    }
    if (!place.inUse().tryLock()) {
      return refused(place.slot(), serial);
    }
    try {
      return new Run(floor, place.slot(), serial, who, this::busy, progress).carryOut();
    } finally {
      place.inUse().unlock();
    }
  }

  private static RunReport refused(Slot slot, Optional<String> serial) {
    return new RunReport(
        slot.name(),
        slot.product().name(),
        serial,
        Optional.empty(),
        new RunOutcome.StationFault(RunProblems.busySlot(slot.name())),
        false,
        List.of(),
        Map.of(),
        Duration.ZERO,
        io.birthmark.hsm.Cost.NONE);
  }
}
