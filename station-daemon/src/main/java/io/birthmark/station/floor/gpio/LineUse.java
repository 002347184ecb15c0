package io.birthmark.station.floor.gpio;

/** Who has a line. */
public sealed interface LineUse {
  /** Nobody. */
  record Free() implements LineUse {}

  /** This station, or a sister of it on the same machine. */
  record Ours() implements LineUse {}

  /** Another program or driver. */
  record Busy(String holder) implements LineUse {}

  /** The chip has no such line. */
  record Absent() implements LineUse {}
}
