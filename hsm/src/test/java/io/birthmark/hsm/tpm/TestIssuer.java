package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.issuer.Issuer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Stands for the station's issuer: a root, an intermediate that signs, and a group's key, all of
 * them in memory.
 */
final class TestIssuer implements Issuer {
  static final byte[] GROUP_KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final X500Name ROOT = new X500Name("CN=Test Plant Root");
  private static final X500Name LINE = new X500Name("CN=Test Line CA");

  private final KeyPair lineKey = newKey();
  private final X509Certificate root;
  private final X509Certificate intermediate;
  private int certified;
  private int intermediates = 1;

  TestIssuer() {
    KeyPair rootKey = newKey();
    root = certificate(ROOT, rootKey, ROOT, spki(rootKey), true);
    intermediate = certificate(ROOT, rootKey, LINE, spki(lineKey), true);
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

  private static SubjectPublicKeyInfo spki(KeyPair pair) {
    return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
  }

  private static X509Certificate certificate(
      X500Name issuer, KeyPair signing, X500Name subject, SubjectPublicKeyInfo key, boolean ca) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              new BigInteger(64, RANDOM).setBit(64),
              Date.from(Instant.now().minusSeconds(3600)),
              Date.from(Instant.now().plusSeconds(86400)),
              subject,
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      ContentSigner signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | OperatorCreationException | CertificateException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the chain grow by copies of the intermediate, for chains that are long. */
  TestIssuer withIntermediates(int number) {
    intermediates = number;
    return this;
  }

  /** How often a certificate was asked for. */
  int certified() {
    return certified;
  }

  X509Certificate root() {
    return root;
  }

  X509Certificate intermediate() {
    return intermediate;
  }

  @Override
  public CertificateChain certify(CertificateRequest request, String registrationId) {
    certified++;
    try {
      PKCS10CertificationRequest csr = new PKCS10CertificationRequest(request.csr().toArray());
      boolean signed =
          csr.isSignatureValid(
              new JcaContentVerifierProviderBuilder()
                  .build(platformKey(csr.getSubjectPublicKeyInfo())));
      if (!signed
          || !csr.getSubject().equals(new X500Name("CN=" + registrationId))
          || !Bytes.of(csr.getSubjectPublicKeyInfo().getEncoded()).equals(request.publicKey())) {
        throw new AssertionError("a bad request: " + request.csr().base64());
      }
      return certify(registrationId, csr.getSubjectPublicKeyInfo());
    } catch (IOException | OperatorCreationException | PKCSException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  CertificateChain certify(String registrationId, SubjectPublicKeyInfo key) {
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate(LINE, lineKey, new X500Name("CN=" + registrationId), key, false));
    for (int i = 0; i < intermediates; i++) {
      chain.add(intermediate);
    }
    return CertificateChain.of(chain);
  }

  /** The platform knows the keys of a CSR only by their algorithm's usual name. */
  private static PublicKey platformKey(SubjectPublicKeyInfo info)
      throws GeneralSecurityException, IOException {
    boolean rsa = info.getAlgorithm().getAlgorithm().getId().startsWith("1.2.840.113549");
    return KeyFactory.getInstance(rsa ? "RSA" : "EC")
        .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
  }

  @Override
  public boolean stillGood(CertificateChain chain, String registrationId) {
    try {
      X509Certificate leaf = chain.parsed().get(0);
      leaf.verify(lineKey.getPublic());
      return leaf.getSubjectX500Principal().getName().equals("CN=" + registrationId);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public SecretBytes derive(String groupKey, String registrationId) {
    return SecretBytes.taking(derivedKey(registrationId));
  }

  static byte[] derivedKey(String registrationId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(GROUP_KEY, "HmacSHA256"));
      return mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String derivedKeyInBase64(String registrationId) {
    return Base64.getEncoder().encodeToString(derivedKey(registrationId));
  }
}
