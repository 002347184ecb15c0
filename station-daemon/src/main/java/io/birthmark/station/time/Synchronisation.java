package io.birthmark.station.time;

/** Whether something keeps the system's clock right: an NTP server, GPS, the plant's own clock. */
@FunctionalInterface
public interface Synchronisation {
  boolean now();

  /** Nothing does. */
  static Synchronisation none() {
    return () -> false;
  }
}
