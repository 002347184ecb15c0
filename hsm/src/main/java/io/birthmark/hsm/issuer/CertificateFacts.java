package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * A certificate as people look at it.
 *
 * @param subject and {@code issuer} by RFC 2253
 * @param serial hexadecimal, lower case
 * @param sha1 of the DER, the thumbprint that the service's pages show
 * @param sha256 of the DER
 */
public record CertificateFacts(
    String subject,
    String issuer,
    String serial,
    Instant from,
    Instant to,
    Bytes sha1,
    Bytes sha256) {

  public static CertificateFacts of(X509Certificate certificate) {
    try {
      byte[] der = certificate.getEncoded();
      return new CertificateFacts(
          certificate.getSubjectX500Principal().getName(),
          certificate.getIssuerX500Principal().getName(),
          certificate.getSerialNumber().toString(16),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          Bytes.of(MessageDigest.getInstance("SHA-1").digest(der)),
          Bytes.of(der).sha256());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that cannot be encoded", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
