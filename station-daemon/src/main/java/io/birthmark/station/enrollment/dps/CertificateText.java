package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Certificates in the service's JSON. */
final class CertificateText {
  private CertificateText() {}

  /** One certificate in PEM. */
  static String pem(Bytes der) {
    return new CertificateChain(List.of(der)).pem();
  }

  /**
   * SHA-256 of the certificate in {@code {"certificate":…,"info":{"sha256Thumbprint":…}}}, of which
   * an answer may have either. The text may be PEM, base64 of DER, or base64 of PEM: the service
   * keeps it as it was sent, and clients differ.
   */
  static Optional<Bytes> sha256(JsonNode holder) {
    String text = holder.path("certificate").asText().strip();
    Optional<Bytes> ofText = text.isEmpty() ? Optional.empty() : certificate(text);
    return ofText.map(Bytes::sha256).or(() -> thumbprint(holder));
  }

  private static Optional<Bytes> certificate(String text) {
    return read(Bytes.of(text.getBytes(StandardCharsets.UTF_8)))
        .or(() -> base64(text).flatMap(CertificateText::read));
  }

  private static Optional<Bytes> read(Bytes pemOrDer) {
    try {
      return Optional.of(CertificateChain.read(pemOrDer).leaf());
    } catch (CertificateException e) {
      // It is in another form, or it is no certificate: the caller tries what is left.
      return Optional.empty();
    }
  }

  private static Optional<Bytes> base64(String text) {
    try {
      return Optional.of(Bytes.ofBase64(text.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Bytes> thumbprint(JsonNode holder) {
    String hex = holder.path("info").path("sha256Thumbprint").asText().toLowerCase(Locale.ROOT);
    return hex.matches("[0-9a-f]{64}") ? Optional.of(Bytes.ofHex(hex)) : Optional.empty();
  }
}
