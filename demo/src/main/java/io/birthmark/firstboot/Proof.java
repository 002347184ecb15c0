package io.birthmark.firstboot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.tpm.DeviceTpm;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What differs between the attestations: how the device shows who it is. A registration asks its
 * parts in the order in which they stand here.
 */
sealed interface Proof permits TpmProof, CertificateProof, KeyProof {

  /** Asks the service for a challenge, by a request without a token. */
  interface Challenger {
    ProvisioningClient.Answer ask() throws RegistrationException;
  }

  /** The proof that a record names, by what is in {@code element}. */
  static Proof of(Attestation attestation, DeviceElement element) throws RegistrationException {
    return switch (attestation) {
      case TPM -> {
        if (!(element instanceof DeviceTpm tpm)) {
          throw new RegistrationException(
              "the identity record says \"tpm\", but this element is no TPM: it was written for"
                  + " another device");
        }
        yield new TpmProof(tpm);
      }
      case X509 -> CertificateProof.by(element);
      case SYMMETRIC_KEY -> new KeyProof(element);
    };
  }

  /** The TLS in which the device meets the service. */
  default SSLContext tls(Trust trust) throws RegistrationException {
    try {
      return trust.anonymous();
    } catch (GeneralSecurityException e) {
      throw new RegistrationException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Adds to the request what the service must be told beside the name. */
  default void introduce(ObjectNode request) {}

  /** The token that goes with the request; empty when TLS itself is the proof. */
  Optional<String> token(SharedAccessSignature signature, Challenger challenger)
      throws RegistrationException;

  /** Takes what the service gives a device that has proven itself. */
  default void conclude(JsonNode registrationState) throws RegistrationException {}
}
