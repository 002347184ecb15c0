package io.birthmark.emulator.x509;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What the service tells of a certificate: eight members, of which clients expect each (REST
 * reference, {@code X509CertificateInfo}).
 */
public final class CertificateInfo {

  private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

  private CertificateInfo() {}

  public static ObjectNode json(X509Certificate certificate) {
    return Json.object()
        .put("subjectName", certificate.getSubjectX500Principal().toString())
        .put("sha1Thumbprint", thumbprint("SHA-1", certificate))
        .put("sha256Thumbprint", thumbprint("SHA-256", certificate))
        .put("issuerName", certificate.getIssuerX500Principal().toString())
        .put("notBeforeUtc", Json.timestamp(certificate.getNotBefore().toInstant()))
        .put("notAfterUtc", Json.timestamp(certificate.getNotAfter().toInstant()))
        .put("serialNumber", hex(certificate.getSerialNumber()))
        .put("version", certificate.getVersion());
  }

  private static String thumbprint(String algorithm, X509Certificate certificate) {
    try {
      return UPPER_CASE.formatHex(
          MessageDigest.getInstance(algorithm).digest(CertificateText.der(certificate)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM has no " + algorithm, e);
    }
  }

  private static String hex(BigInteger serial) {
    String digits = serial.toString(16).toUpperCase(Locale.ROOT);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }
}
