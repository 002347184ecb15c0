package io.birthmark.station.journal;

import java.time.Instant;

/** What became of a wish to retire an identity. */
public sealed interface Voiding {

  /**
   * @param deleteQueued whether the enrollment service has to be told
   */
  record Voided(DeviceId device, boolean deleteQueued) implements Voiding {}

  record NotFound(String serial) implements Voiding {}

  record AlreadyVoid(DeviceId device, Instant at) implements Voiding {}

  /** A run is working on it right now. */
  record InSlot(DeviceId device, String slot) implements Voiding {}
}
