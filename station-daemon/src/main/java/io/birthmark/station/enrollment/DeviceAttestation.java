package io.birthmark.station.enrollment;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.journal.Proof;
import java.util.Optional;

/** By what the service will recognise a device. */
public sealed interface DeviceAttestation extends AutoCloseable {

  /**
   * The device proves that it holds this endorsement key.
   *
   * @param ekPublic the EK's TPM2B_PUBLIC
   */
  record TpmAttestation(Bytes ekPublic) implements DeviceAttestation {}

  /**
   * The device proves that it holds the key of this certificate.
   *
   * @param leaf the device's own certificate in DER, without those that signed it
   */
  record X509Attestation(Bytes leaf) implements DeviceAttestation {}

  /**
   * The device signs with the first key; the second is nobody's.
   *
   * <p>The service holds two keys of an enrollment and lets either in. A second one that it made
   * itself, or one equal to the first, would be a door or a rule nobody knows; so it is derived
   * like the first, from a text that is no device's registration ID ({@link DerivedKeys#spare}),
   * and reaches no device.
   *
   * @param primary what the device holds; wiped when this is closed
   */
  record SymmetricKeyAttestation(SecretBytes primary, SecretBytes secondary)
      implements DeviceAttestation {

    @Override
    public void close() {
      primary.close();
      secondary.close();
    }
  }

  /** What the proof alone tells; empty where a key has to be derived first. */
  static Optional<DeviceAttestation> of(Proof proof) {
    return switch (proof.attestation()) {
      case TPM -> Optional.of(new TpmAttestation(proof.evidence()));
      case X509 -> Optional.of(new X509Attestation(proof.evidence()));
      case SYMMETRIC_KEY -> Optional.empty();
    };
  }

  /** Wipes what is secret in it. */
  @Override
  default void close() {}
}
