package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * A CA that can issue.
 *
 * @param certificate of {@code key}
 * @param above the certificates that lead from it towards the root, nearest first; may be empty
 */
record IssuingCa(X509Certificate certificate, List<X509Certificate> above, SigningKey key) {
  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

  IssuingCa {
    above = List.copyOf(above);
  }

  X500Name name() {
    return Names.exactly(certificate.getSubjectX500Principal());
  }

  Instant from() {
    return certificate.getNotBefore().toInstant();
  }

  Instant to() {
    return certificate.getNotAfter().toInstant();
  }

  /** Its certificate and those above it, as they go into a device after the device's own. */
  CertificateChain chain() {
    List<X509Certificate> all = new ArrayList<>();
    all.add(certificate);
    all.addAll(above);
    return CertificateChain.of(all);
  }

  /** Why it may not issue at {@code now}; empty when it may. */
  Optional<Problem> notValidAt(Instant now) {
    for (X509Certificate one : Stream.concat(Stream.of(certificate), above.stream()).toList()) {
      String subject = one.getSubjectX500Principal().getName();
      Instant from = one.getNotBefore().toInstant();
      Instant to = one.getNotAfter().toInstant();
      if (now.isBefore(from)) {
        return Optional.of(IssuerProblems.caNotYetValid(subject, from));
      }
      if (now.isAfter(to)) {
        return Optional.of(IssuerProblems.caExpired(subject, to));
      }
    }
    return Optional.empty();
  }

  /** That what the HSM signed can be verified; it may hold a key that does not fit its name. */
  void requireOwnSignature(Bytes certificateDer) {
    try {
      X509Certificate signed = new CertificateChain(List.of(certificateDer)).parsed().get(0);
      if (!CertificatePath.isSignedBy(signed, certificate.getPublicKey())) {
        throw ElementException.lasting(
            IssuerProblems.badSignature(certificate.getSubjectX500Principal().getName()));
      }
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate made here cannot be read", e);
    }
  }

  /** RFC 5280, section 4.2.1.1: what the issuer's own certificate calls its key. */
  AuthorityKeyIdentifier keyIdentifier() {
    byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
    if (extension == null) {
      return new AuthorityKeyIdentifier(
          Profiles.keyIdentifier(key.publicKey().info()).getKeyIdentifier());
    }
    byte[] wrapped = ASN1OctetString.getInstance(extension).getOctets();
    return new AuthorityKeyIdentifier(SubjectKeyIdentifier.getInstance(wrapped).getKeyIdentifier());
  }

  /** SHA-256 of a certificate, by which people compare it. */
  static Bytes fingerprint(X509Certificate certificate) {
    try {
      return Bytes.of(certificate.getEncoded()).sha256();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that cannot be encoded", e);
    }
  }
}
