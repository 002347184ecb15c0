package io.birthmark.station.journal;

import java.util.Locale;

/** Where an enrollment intent stands. */
public enum EnrollmentState {
  QUEUED,
  /** Sent, or about to be; after a crash or a lost connection its outcome is unknown. */
  SENDING,
  ENROLLED,
  DELETED,
  QUARANTINED,
  DROPPED;

  /** Whether nothing more will happen to it. */
  public boolean settled() {
    return this == ENROLLED || this == DELETED || this == DROPPED;
  }

  static EnrollmentState of(String stored) {
    return valueOf(stored.toUpperCase(Locale.ROOT));
  }
}
