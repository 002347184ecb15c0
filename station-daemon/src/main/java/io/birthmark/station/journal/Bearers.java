package io.birthmark.station.journal;

import java.util.List;
import java.util.Optional;

/**
 * Whose a registration ID is.
 *
 * @param now the device that has it reserved or bears it
 * @param before the identities that bore it until they were voided, newest first
 */
public record Bearers(Optional<DeviceRow> now, List<DeviceRow> before) {
  public Bearers {
    before = List.copyOf(before);
  }
}
