package io.birthmark.station.floor;

import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.Sight;
import java.util.Optional;

/** What reaches the floor's thread from others. */
sealed interface FloorEvent {

  /** Something about one slot. */
  sealed interface OfSlot extends FloorEvent {
    String slot();
  }

  record Began(String slot) implements OfSlot {}

  record Ended(String slot, RunOutcome outcome) implements OfSlot {}

  record NotBegun(String slot) implements OfSlot {}

  record Seen(String slot, Sight sight) implements OfSlot {}

  /**
   * A scan.
   *
   * @param ownSlot whose scanner it was, if it is not the one that all share
   */
  record Scanned(Optional<String> ownSlot, Scan scan) implements FloorEvent {}
}
