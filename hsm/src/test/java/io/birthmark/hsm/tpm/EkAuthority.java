package io.birthmark.hsm.tpm;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A TPM maker's certificate authority whose certificates are as they are in the field: an empty
 * subject, the TPM's make in a critical subject alternative name, tcg-kp-EKCertificate.
 */
final class EkAuthority {
  static final Instant LONG_AGO = Instant.parse("2010-03-04T05:06:07Z");
  static final Instant NOT_SO_LONG_AGO = Instant.parse("2015-03-04T05:06:07Z");
  static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private static final ASN1ObjectIdentifier EK_CERTIFICATE =
      new ASN1ObjectIdentifier("2.23.133.8.1");

  private final X500Name name;
  private final KeyPair keys;
  private final byte[] certificate;

  private EkAuthority(X500Name name, KeyPair keys, byte[] certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  static EkAuthority root(String name) {
    return root(name, LONG_AGO, NEVER);
  }

  static EkAuthority root(String name, Instant from, Instant to) {
    X500Name self = new X500Name("CN=" + name);
    KeyPair keys = newKeys();
    return new EkAuthority(
        self,
        keys,
        certificate(self, self, SubjectPublicKeyInfo.getInstance(encoded(keys)), from, to)
            .signedBy(keys));
  }

  EkAuthority intermediate(String intermediate, Instant from, Instant to) {
    X500Name subject = new X500Name("CN=" + intermediate);
    KeyPair own = newKeys();
    return new EkAuthority(
        subject,
        own,
        certificate(name, subject, SubjectPublicKeyInfo.getInstance(encoded(own)), from, to)
            .signedBy(keys));
  }

  byte[] certificate() {
    return certificate.clone();
  }

  /** Puts this authority's certificate into a folder, as PEM. */
  EkAuthority publish(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name.toString().substring(3) + ".pem"), pem());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  String pem() {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }

  byte[] certify(SubjectPublicKeyInfo ek) {
    return certify(ek, LONG_AGO, NEVER, 0);
  }

  byte[] certify(SubjectPublicKeyInfo ek, Instant from, Instant to, int ballast) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              name, BigInteger.valueOf(4711), Date.from(from), Date.from(to), new X500Name(""), ek);
      GeneralName make =
          new GeneralName(
              new X500Name(
                  "2.23.133.2.3=id:00010203+2.23.133.2.2=Model 9+2.23.133.2.1=id:424D4B00"));
      builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(make));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(KeyPurposeId.getInstance(EK_CERTIFICATE)));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment));
      if (ballast > 0) {
        ASN1Encodable bytes = new DEROctetString(new byte[ballast]);
        builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), false, bytes);
      }
      return new Unsigned(builder).signedBy(keys);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The same key under the algorithm name that several makers use. */
  static SubjectPublicKeyInfo asRsaesOaep(SubjectPublicKeyInfo key) {
    try {
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, DERNull.INSTANCE),
          key.parsePublicKey());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private record Unsigned(X509v3CertificateBuilder builder) {
    byte[] signedBy(KeyPair issuer) {
      try {
        X509CertificateHolder signed =
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()));
        return signed.getEncoded();
      } catch (OperatorCreationException | IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Unsigned certificate(
      X500Name issuer, X500Name subject, SubjectPublicKeyInfo key, Instant from, Instant to) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer, BigInteger.ONE, Date.from(from), Date.from(to), subject, key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new Unsigned(builder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] encoded(KeyPair keys) {
    return keys.getPublic().getEncoded();
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
