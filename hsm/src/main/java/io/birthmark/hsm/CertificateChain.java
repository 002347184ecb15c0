package io.birthmark.hsm;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A certificate and those that lead from it towards a root, each in DER; nothing is said of whether
 * they are any good.
 *
 * @param certificates the leaf first; at least one
 */
public record CertificateChain(List<Bytes> certificates) {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  public CertificateChain {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least one certificate");
    }
  }

  /**
   * Reads PEM, or DER.
   *
   * @throws CertificateException when it is neither, or there is no certificate in it
   */
  public static CertificateChain read(Bytes pemOrDer) throws CertificateException {
    List<Bytes> read = new ArrayList<>();
    for (Certificate one :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pemOrDer.toArray()))) {
      read.add(Bytes.of(one.getEncoded()));
    }
    if (read.isEmpty()) {
      throw new CertificateException("there is no certificate in it");
    }
    return new CertificateChain(read);
  }

  /** Makes a chain of certificates that the platform has read. */
  public static CertificateChain of(List<X509Certificate> certificates) {
    List<Bytes> encoded = new ArrayList<>();
    for (X509Certificate one : certificates) {
      try {
        encoded.add(Bytes.of(one.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalArgumentException("a certificate that cannot be encoded", e);
      }
    }
    return new CertificateChain(encoded);
  }

  public Bytes leaf() {
    return certificates.get(0);
  }

  /** The one CN of the leaf's subject; empty when there is none, or more, or no certificate. */
  public Optional<String> leafName() {
    try {
      return CommonName.of(parsed().get(0));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /**
   * The certificates as the platform reads them.
   *
   * @throws CertificateException when one is not a certificate
   */
  public List<X509Certificate> parsed() throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> parsed = new ArrayList<>();
    for (Bytes one : certificates) {
      parsed.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one.toArray())));
    }
    return List.copyOf(parsed);
  }

  /** PEM (RFC 7468), the leaf first, each line ended by a line feed. */
  public String pem() {
    StringBuilder pem = new StringBuilder();
    for (Bytes one : certificates) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(LINES.encodeToString(one.toArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.toString();
  }
}
