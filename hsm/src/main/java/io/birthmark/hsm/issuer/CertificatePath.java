package io.birthmark.hsm.issuer;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows signatures from a certificate to the one that made it, and so on. */
final class CertificatePath {
  private CertificatePath() {}

  /**
   * The certificates above {@code first}, nearest first, as far as they are in {@code pool} and
   * really signed what is below them; a root, if it is there, is the last.
   */
  static List<X509Certificate> above(X509Certificate first, Collection<X509Certificate> pool) {
    List<X509Certificate> path = new ArrayList<>();
    X509Certificate current = first;
    while (!isSelfSigned(current)) {
      Optional<X509Certificate> next = signerOf(current, pool);
      if (next.isEmpty() || path.contains(next.get())) {
        break;
      }
      current = next.get();
      path.add(current);
    }
    return path;
  }

  private static Optional<X509Certificate> signerOf(
      X509Certificate certificate, Collection<X509Certificate> pool) {
    return pool.stream()
        .filter(
            candidate ->
                candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .filter(candidate -> isSignedBy(certificate, candidate.getPublicKey()))
        .findFirst();
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && isSignedBy(certificate, certificate.getPublicKey());
  }

  static boolean isSignedBy(X509Certificate certificate, PublicKey key) {
    try {
      certificate.verify(key);
      return true;
    } catch (GeneralSecurityException e) {
      // A key of another kind, or a signature that is not one, is a no like any other.
      return false;
    }
  }

  /**
   * Why the path does not hold at {@code now} (RFC 5280, section 6.1); empty when it does.
   *
   * @param path without the root, the lowest first
   */
  static Optional<String> whyNot(List<X509Certificate> path, X509Certificate root, Instant now) {
    try {
      root.checkValidity(Date.from(now));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      String where =
          e.getIndex() < 0 ? "" : path.get(e.getIndex()).getSubjectX500Principal().getName() + ": ";
      return Optional.of(where + e.getMessage());
    } catch (GeneralSecurityException e) {
      return Optional.of(root.getSubjectX500Principal().getName() + ": " + e.getMessage());
    }
  }
}
