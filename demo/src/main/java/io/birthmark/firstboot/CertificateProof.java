package io.birthmark.firstboot;

import io.birthmark.firstboot.tls.ElementIdentity;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.DeviceElement;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The key that the certificate names signs the TLS handshake, inside the element. */
record CertificateProof(ElementIdentity identity) implements Proof {

  static CertificateProof by(DeviceElement element) throws RegistrationException {
    try {
      return new CertificateProof(ElementIdentity.in(element));
    } catch (GeneralSecurityException e) {
      throw new RegistrationException(
          "the element's certificate cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public SSLContext tls(Trust trust) throws RegistrationException {
    try {
      return trust.as(identity);
    } catch (GeneralSecurityException e) {
      throw new RegistrationException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> token(SharedAccessSignature signature, Challenger challenger) {
    return Optional.empty();
  }
}
