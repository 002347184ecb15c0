package io.birthmark.hsm.tpm;

import io.birthmark.hsm.IdentityRecord;
import java.time.Instant;
import java.util.Optional;

/** Records that differ from another in one thing. */
final class RecordsOf {
  private RecordsOf() {}

  /** The same identity, written by another station at another time. */
  static IdentityRecord at(IdentityRecord record, String time, String station) {
    return new IdentityRecord(
        record.registrationUrl(),
        record.idScope(),
        record.registrationId(),
        record.attestation(),
        record.serial(),
        record.key(),
        Optional.of(station),
        Optional.of(Instant.parse(time)));
  }

  /** Registering somewhere else. */
  static IdentityRecord urlOf(IdentityRecord record, String path) {
    return new IdentityRecord(
        "https://dps.example/" + path,
        record.idScope(),
        record.registrationId(),
        record.attestation(),
        record.serial(),
        record.key(),
        record.station(),
        record.provisionedAt());
  }
}
