package io.birthmark.station.run;

/** Looks whether a device is in a slot, in a moment and without a trace in the device. */
@FunctionalInterface
public interface Presence {
  Sight look();

  static Presence unknown() {
    return () -> Sight.UNKNOWN;
  }
}
