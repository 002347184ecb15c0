package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CERTIFICATE_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ISSUER;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SERIAL_NUMBER;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SUBJECT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKC_X_509;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_CERTIFICATE;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;

/** Certificates as objects on a token. */
final class Certificates {
  private Certificates() {}

  /**
   * A certificate of a key of ours, with those above it as far as they are there.
   *
   * @param standing of the leaf
   */
  record Stored(Names.Standing standing, CertificateChain chain) {}

  /** The one certificate in {@code value}; empty when it is none. */
  static Optional<X509Certificate> parse(Bytes value) {
    try {
      return Optional.of(new CertificateChain(List.of(value)).parsed().get(0));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /** The SubjectPublicKeyInfo of the certificate {@code item}; empty when it cannot be read. */
  static Optional<Bytes> publicKey(TokenSession session, Inventory.Item item) {
    return session
        .bytes(item.handle(), CKA_VALUE)
        .flatMap(Certificates::parse)
        .map(certificate -> Bytes.of(certificate.getPublicKey().getEncoded()));
  }

  /** The leaf {@code item} with its chain; empty when it is no certificate. */
  static Optional<Stored> stored(TokenSession session, Inventory inventory, Inventory.Item item) {
    Optional<Bytes> leaf = session.bytes(item.handle(), CKA_VALUE);
    Optional<X509Certificate> parsed = leaf.flatMap(Certificates::parse);
    if (leaf.isEmpty() || parsed.isEmpty()) {
      return Optional.empty();
    }
    List<Bytes> chain = new ArrayList<>(List.of(leaf.get()));
    Optional<X509Certificate> below = parsed;
    for (int number = 1; below.isPresent(); number++) {
      Optional<X509Certificate> above =
          issuer(session, inventory, item.standing(), number, below.get());
      above.ifPresent(certificate -> chain.add(encoded(certificate)));
      below = above;
    }
    return Optional.of(new Stored(item.standing(), new CertificateChain(chain)));
  }

  /** While names are being set, a chain may stand half under one and half under the other. */
  private static Optional<X509Certificate> issuer(
      TokenSession session,
      Inventory inventory,
      Names.Standing standing,
      int number,
      X509Certificate below) {
    List<Names.Standing> order = new ArrayList<>(List.of(standing));
    order.addAll(Arrays.stream(Names.Standing.values()).filter(s -> s != standing).toList());
    return order.stream()
        .flatMap(
            s ->
                inventory.ours().stream()
                    .filter(i -> i.isChain() && i.label().equals(s.chain(number))))
        .flatMap(i -> session.bytes(i.handle(), CKA_VALUE).stream())
        .flatMap(value -> parse(value).stream())
        .filter(candidate -> signed(candidate, below))
        .findFirst();
  }

  private static boolean signed(X509Certificate issuer, X509Certificate below) {
    try {
      below.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Bytes encoded(X509Certificate certificate) {
    return CertificateChain.of(List.of(certificate)).leaf();
  }

  /**
   * Stores a chain, the leaf last: a leaf that is there has its chain.
   *
   * @param id CKA_ID of the key to which it belongs
   */
  static void store(TokenSession session, Names.Standing standing, Bytes id, CertificateChain chain)
      throws CertificateException {
    for (Inventory.Item item : Inventory.of(session).ours()) {
      if (item.isChain() && item.standing() == standing) {
        session.destroy(item.handle());
      }
    }
    List<X509Certificate> certificates = chain.parsed();
    for (int number = certificates.size() - 1; number > 0; number--) {
      long unused =
          session.create(object(certificates.get(number)).text(CKA_LABEL, standing.chain(number)));
    }
    long unused =
        session.create(
            object(certificates.get(0)).text(CKA_LABEL, standing.key()).bytes(CKA_ID, id));
  }

  private static Attributes object(X509Certificate certificate) {
    return new Attributes()
        .number(CKA_CLASS, CKO_CERTIFICATE)
        .number(CKA_CERTIFICATE_TYPE, CKC_X_509)
        .flag(CKA_TOKEN, true)
        .flag(CKA_PRIVATE, false)
        .bytes(CKA_SUBJECT, Bytes.of(certificate.getSubjectX500Principal().getEncoded()))
        .bytes(CKA_ISSUER, Bytes.of(certificate.getIssuerX500Principal().getEncoded()))
        .bytes(CKA_SERIAL_NUMBER, serialNumber(certificate))
        .bytes(CKA_VALUE, encoded(certificate));
  }

  private static Bytes serialNumber(X509Certificate certificate) {
    try {
      return Bytes.of(new ASN1Integer(certificate.getSerialNumber()).getEncoded());
    } catch (IOException e) {
      throw new AssertionError("what is in memory can be encoded", e);
    }
  }
}
