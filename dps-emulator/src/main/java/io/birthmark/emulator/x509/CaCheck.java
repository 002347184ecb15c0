package io.birthmark.emulator.x509;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * What RFC 5280 asks of a certificate that signs others, and of any certificate at a moment. Each
 * check answers with what is wrong, or with nothing.
 */
public final class CaCheck {

  private static final int KEY_CERT_SIGN = 5;

  private CaCheck() {}

  /** Section 4.2.1.9, basic constraints, and 4.2.1.3, key usage. */
  public static Optional<String> mayNotSign(X509Certificate certificate) {
    if (certificate.getBasicConstraints() < 0) {
      return Optional.of("it is not a CA certificate (its basic constraints do not say CA:TRUE)");
    }
    boolean[] usage = certificate.getKeyUsage();
    return usage != null && !usage[KEY_CERT_SIGN]
        ? Optional.of("it may not sign certificates (its key usage lacks keyCertSign)")
        : Optional.empty();
  }

  /** Section 4.1.2.5, validity. */
  public static Optional<String> outOfTime(X509Certificate certificate, Instant now) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      return Optional.of("it expired on " + certificate.getNotAfter().toInstant());
    }
    return now.isBefore(certificate.getNotBefore().toInstant())
        ? Optional.of("it is not valid before " + certificate.getNotBefore().toInstant())
        : Optional.empty();
  }
}
