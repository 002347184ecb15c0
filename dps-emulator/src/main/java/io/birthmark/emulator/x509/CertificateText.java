package io.birthmark.emulator.x509;

import io.birthmark.emulator.http.Refusal;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/**
 * A certificate as text.
 *
 * <p>The service's clients write it in three ways: PEM, base64 of DER, and base64 of a whole PEM
 * file. All are read; DER in base64 is written.
 */
public final class CertificateText {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private CertificateText() {}

  /**
   * Reads a certificate or refuses the request. Of a PEM file with several, the first is meant.
   *
   * @param what what the certificate is for; begins the explanation of a refusal
   */
  public static X509Certificate read(String text, String what) {
    if (text.contains("PRIVATE KEY-----")) {
      throw Refusal.badRequest(
          what + " came with a private key. Send the certificate alone, and make a new key.");
    }
    byte[] der = text.contains(BEGIN) ? ofPem(text, what) : ofBase64(text, what);
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw unreadable(what);
    }
  }

  private static byte[] ofBase64(String text, String what) {
    byte[] bytes = bare(text, what);
    String inside = new String(bytes, StandardCharsets.ISO_8859_1);
    return inside.contains(BEGIN) ? ofPem(inside, what) : bytes;
  }

  private static byte[] ofPem(String pem, String what) {
    int from = pem.indexOf(BEGIN) + BEGIN.length();
    int to = pem.indexOf(END, from);
    if (to < 0) {
      throw unreadable(what);
    }
    return bare(pem.substring(from, to), what);
  }

  private static byte[] bare(String base64, String what) {
    return decoded(base64.replaceAll("\\s", ""))
        .filter(bytes -> bytes.length > 0)
        .orElseThrow(() -> unreadable(what));
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Refusal unreadable(String what) {
    return Refusal.badRequest(
        what
            + " is not an X.509 certificate: it must be PEM, base64 of DER, or base64 of a PEM file.");
  }

  public static String write(X509Certificate certificate) {
    return Base64.getEncoder().encodeToString(der(certificate));
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("A certificate that was read cannot be written", e);
    }
  }
}
