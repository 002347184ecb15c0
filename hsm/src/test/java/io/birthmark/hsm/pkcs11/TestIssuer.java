package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.SecretBytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A plant's root and the line's CA under it, in memory: what an issuer answers, without an HSM. */
final class TestIssuer {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair rootKey = newKey();
  private final KeyPair lineKey = newKey();
  private final X509Certificate root;
  private final X509Certificate line;
  private int issued;

  TestIssuer(String name) {
    root = sign(name + " root", rootKey.getPublic().getEncoded(), name + " root", rootKey, true);
    line = sign(name + " line", lineKey.getPublic().getEncoded(), name + " root", rootKey, true);
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate sign(
      String subject, byte[] spki, String issuer, KeyPair by, boolean authority) {
    Instant now = Instant.now();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new X509v3CertificateBuilder(
                      new X500Name("CN=" + issuer),
                      new BigInteger(64, RANDOM),
                      Date.from(now.minus(Duration.ofMinutes(5))),
                      Date.from(now.plus(Duration.ofDays(300))),
                      new X500Name("CN=" + subject),
                      SubjectPublicKeyInfo.getInstance(spki))
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  CertificateChain certify(CertificateRequest request, String registrationId) {
    return certify(request.publicKey(), registrationId);
  }

  CertificateChain certify(Bytes spki, String registrationId) {
    issued++;
    X509Certificate leaf = sign(registrationId, spki.toArray(), subject(line), lineKey, false);
    return CertificateChain.of(List.of(leaf, line, root));
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().substring("CN=".length());
  }

  /** A certificate of a key that nobody else has. */
  CertificateChain stray(String registrationId) {
    return certify(Bytes.of(newKey().getPublic().getEncoded()), registrationId);
  }

  boolean stillGood(CertificateChain chain, String registrationId) {
    try {
      List<X509Certificate> certificates = chain.parsed();
      certificates.get(0).verify(lineKey.getPublic());
      return certificates.size() == 3
          && certificates
              .get(0)
              .getSubjectX500Principal()
              .equals(new X500Principal("CN=" + registrationId));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** How many certificates it issued. */
  int issued() {
    return issued;
  }

  static SecretBytes derive(String registrationId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("a group's key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return SecretBytes.taking(mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
