package io.birthmark.station.config;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.KeyKind;
import java.util.Optional;

/** How the devices of a product prove themselves to the service, with all that goes with it. */
public sealed interface ProductAttestation {

  /** By the endorsement key of the TPM; each device has an enrollment of its own. */
  record Tpm() implements ProductAttestation {}

  /**
   * By a certificate; each device has an enrollment of its own.
   *
   * @param key what is made in the device
   */
  record X509(KeyKind key) implements ProductAttestation {}

  /**
   * By a certificate of a CA for which the service has an enrollment group.
   *
   * @param group its name at the service
   * @param key what is made in the device
   * @param caReference the CA's name at the service, where the group refers to an uploaded one
   */
  record X509Group(String group, KeyKind key, Optional<String> caReference)
      implements ProductAttestation {}

  /**
   * By a symmetric key that is derived from the key of an enrollment group.
   *
   * @param group its name at the service, by which its key in the station's HSM is found, too
   * @param individual the derived key is uploaded, an enrollment for each device; otherwise the
   *     group's enrollment lets them in
   */
  record SymmetricKey(String group, boolean individual) implements ProductAttestation {}

  /** What stands in the identity record. */
  default Attestation recorded() {
    if (this instanceof Tpm) {
      return Attestation.TPM;
    }
    return this instanceof SymmetricKey ? Attestation.SYMMETRIC_KEY : Attestation.X509;
  }

  /** The group whose enrollment at the service lets the devices in. */
  default Optional<String> coveringGroup() {
    if (this instanceof X509Group x509) {
      return Optional.of(x509.group());
    }
    return this instanceof SymmetricKey key && !key.individual()
        ? Optional.of(key.group())
        : Optional.empty();
  }

  /** The group from whose key those of the devices are derived. */
  default Optional<String> keyGroup() {
    return this instanceof SymmetricKey key ? Optional.of(key.group()) : Optional.empty();
  }

  /** The key to be made in a device for its certificate; empty when it gets none. */
  default Optional<KeyKind> certifiedKey() {
    if (this instanceof X509 x509) {
      return Optional.of(x509.key());
    }
    return this instanceof X509Group x509 ? Optional.of(x509.key()) : Optional.empty();
  }

  /** Whether the station's own HSM is needed to make such devices. */
  default boolean needsIssuer() {
    return !(this instanceof Tpm);
  }
}
