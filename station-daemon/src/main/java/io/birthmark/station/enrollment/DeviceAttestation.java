package io.birthmark.station.enrollment;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.journal.Proof;
import java.util.Optional;

/** By what the service will recognise a device. */
public sealed interface DeviceAttestation {

  /**
   * The device proves that it holds this endorsement key.
   *
   * @param ekPublic the EK's TPM2B_PUBLIC
   */
  record TpmAttestation(Bytes ekPublic) implements DeviceAttestation {}

  /** Empty for what has no enrollment of its own. */
  static Optional<DeviceAttestation> of(Proof proof) {
    return proof.attestation() == Attestation.TPM
        ? Optional.of(new TpmAttestation(proof.evidence()))
        : Optional.empty();
  }
}
