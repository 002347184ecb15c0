package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** What stands in the certificates and requests that are made here (RFC 5280, RFC 2986). */
final class Profiles {
  /** Far more than the 64 that keep a forger from foreseeing what will be signed. */
  private static final int SERIAL_BITS = 128;

  private final SecureRandom random;

  Profiles(SecureRandom random) {
    this.random = random;
  }

  /**
   * From when to when; whole seconds, as certificates have no smaller ones.
   *
   * @param to not before {@code from}
   */
  record Validity(Instant from, Instant to) {
    Validity {
      from = from.truncatedTo(ChronoUnit.SECONDS);
      to = to.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The part of this that lies within the CA's own. */
    Validity within(IssuingCa ca) {
      return new Validity(
          from.isBefore(ca.from()) ? ca.from() : from, to.isAfter(ca.to()) ? ca.to() : to);
    }
  }

  /**
   * A device's certificate, and the proof of possession: one name, for TLS clients only.
   *
   * @return DER
   */
  Bytes client(IssuingCa ca, SubjectPublicKeyInfo key, String cn, Validity validity) {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, true, new BasicConstraints(false));
    add(extensions, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(
        extensions,
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    add(extensions, Extension.subjectKeyIdentifier, false, keyIdentifier(key));
    add(extensions, Extension.authorityKeyIdentifier, false, ca.keyIdentifier());
    return signed(
        ca.name(), Names.ofCn(cn), key, validity.within(ca), extensions.generate(), ca.key());
  }

  /**
   * A CA that vouches for itself.
   *
   * @return DER
   */
  Bytes selfSigned(SigningKey key, X500Name name, Validity validity) {
    SubjectPublicKeyInfo info = key.publicKey().info();
    ExtensionsGenerator extensions = caExtensions(info);
    add(
        extensions,
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(keyIdentifier(info).getKeyIdentifier()));
    return signed(name, name, info, validity, extensions.generate(), key);
  }

  /**
   * The request for a CA's certificate, which names the extensions it needs.
   *
   * @return PKCS#10 in DER
   */
  Bytes caRequest(SigningKey key, X500Name name) {
    SubjectPublicKeyInfo info = key.publicKey().info();
    return Der.of(
        new PKCS10CertificationRequestBuilder(name, info)
            .addAttribute(
                PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, caExtensions(info).generate())
            .build(new SigningInHsm(key))
            .toASN1Structure());
  }

  /** RFC 5280, section 4.2.1.2, method 1: SHA-1 of the key's bits. A name, not a protection. */
  static SubjectKeyIdentifier keyIdentifier(SubjectPublicKeyInfo key) {
    try {
      return new SubjectKeyIdentifier(
          MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }

  private static ExtensionsGenerator caExtensions(SubjectPublicKeyInfo key) {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, true, new BasicConstraints(0));
    add(
        extensions,
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    add(extensions, Extension.subjectKeyIdentifier, false, keyIdentifier(key));
    return extensions;
  }

  private Bytes signed(
      X500Name issuer,
      X500Name subject,
      SubjectPublicKeyInfo key,
      Validity validity,
      Extensions extensions,
      SigningKey by) {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            serialNumber(),
            Date.from(validity.from()),
            Date.from(validity.to()),
            subject,
            key);
    try {
      for (var identifier : extensions.getExtensionOIDs()) {
        builder.addExtension(extensions.getExtension(identifier));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an extension in memory cannot be written", e);
    }
    return Der.of(builder.build(new SigningInHsm(by)).toASN1Structure());
  }

  /** RFC 5280, section 4.1.2.2: positive, at most 20 octets. */
  private BigInteger serialNumber() {
    return new BigInteger(SERIAL_BITS, random).max(BigInteger.ONE);
  }

  private static void add(
      ExtensionsGenerator extensions,
      org.bouncycastle.asn1.ASN1ObjectIdentifier identifier,
      boolean critical,
      org.bouncycastle.asn1.ASN1Encodable value) {
    try {
      extensions.addExtension(identifier, critical, value);
    } catch (IOException e) {
      throw new UncheckedIOException("an extension in memory cannot be written", e);
    }
  }
}
