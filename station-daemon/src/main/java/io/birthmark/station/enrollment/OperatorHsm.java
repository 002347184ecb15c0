package io.birthmark.station.enrollment;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import java.util.Optional;

/**
 * What the operator's commands need of the station's HSM. Every method may throw {@link
 * io.birthmark.hsm.ElementException}: it is gone, or refuses.
 */
public interface OperatorHsm {

  /** The CA certificates above a device's, the issuing one first. */
  CertificateChain caChain();

  /**
   * Brings a group's key in, never to come out again.
   *
   * @param key the caller closes it
   * @return why not, when it was not taken
   */
  Optional<Problem> store(String group, SecretBytes key);

  /** Proves by a certificate for the service's {@code code} that the CA's key is here. */
  Proof prove(String code);

  /** What came of a proof. */
  sealed interface Proof {}

  record Proven(String pem) implements Proof {}

  record Refused(Problem problem) implements Proof {}
}
