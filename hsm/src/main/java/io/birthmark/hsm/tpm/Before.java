package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.IdentityRecord;

/** Whose device it was until now, as the record in it tells. */
sealed interface Before {

  /** No record: a new device, or a run that was cut off before it wrote one. */
  record Nobody() implements Before {}

  /** The identity that is wanted; since the record comes last, all else was in place. */
  record TheSame() implements Before {}

  /** An identity that was voided, and gives way with all that belonged to it. */
  record Voided(IdentityRecord identity) implements Before {}

  /** Whether an identity was voided whose keys were of this kind. */
  default boolean voided(Attestation attestation) {
    return this instanceof Voided old && old.identity().attestation() == attestation;
  }
}
