package io.birthmark.station.journal;

import java.util.Locale;

/** What the enrollment service is to do. */
public enum Operation {
  CREATE,
  DELETE;

  String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Operation of(String stored) {
    return valueOf(stored.toUpperCase(Locale.ROOT));
  }
}
