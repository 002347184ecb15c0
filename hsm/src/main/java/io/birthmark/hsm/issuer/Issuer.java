package io.birthmark.hsm.issuer;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.SecretBytes;

/**
 * What the station's own HSM does for devices: it signs their certificates and derives their
 * symmetric keys. Its keys never leave it.
 *
 * <p>Every method may throw {@link io.birthmark.hsm.ElementException} with a problem of the
 * station: the HSM is gone, its certificate has expired. An HSM that comes back is found again
 * without a restart. Thread-safe.
 */
public interface Issuer {

  /**
   * A certificate for the key of {@code request}, whose own signature is checked first.
   *
   * @param registrationId becomes the subject's CN
   * @return the leaf, then the issuing certificates up to the one below or at the root
   */
  CertificateChain certify(CertificateRequest request, String registrationId);

  /**
   * Whether a chain that was found in a device is this issuer's for {@code registrationId}, and
   * will be valid for long enough to be left there.
   */
  boolean stillGood(CertificateChain chain, String registrationId);

  /**
   * The symmetric key of one device: HMAC-SHA256 over the registration ID with the group's key, 32
   * bytes. The caller closes it.
   *
   * @param groupKey the label of the group's key in the HSM
   */
  SecretBytes derive(String groupKey, String registrationId);
}
