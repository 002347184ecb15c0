package io.birthmark.station.journal;

import java.util.Locale;

/** Where an identity stands. */
public enum DeviceState {
  /** A run reserved its names and may have touched it; no run has passed yet. */
  BEGUN,
  PROVISIONED,
  /** No run touched it; its names are free again. */
  ABANDONED,
  VOID;

  /** Whether its names are taken. */
  public boolean live() {
    return this == BEGUN || this == PROVISIONED;
  }

  String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DeviceState of(String stored) {
    return valueOf(stored.toUpperCase(Locale.ROOT));
  }
}
