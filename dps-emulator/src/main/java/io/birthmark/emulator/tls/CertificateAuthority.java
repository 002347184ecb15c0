package io.birthmark.emulator.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The CA whose certificate clients are told to trust, and nobody else should.
 *
 * <p>All certificates are valid from 2020 to 2049, whatever the time: a test bench must not stop on
 * the day a test certificate runs out, and a station whose clock is wrong shall stumble over its
 * token, as with the real service.
 */
public final class CertificateAuthority {

  private static final Date FROM = Date.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final Date UNTIL = Date.from(Instant.parse("2049-12-31T23:59:59Z"));
  private static final X500Principal CA_NAME =
      new X500Principal("CN=Birthmark DPS emulator CA, O=For tests only");
  private static final X500Principal SERVER_NAME =
      new X500Principal("CN=Birthmark DPS emulator, O=For tests only");
  private static final int SERIAL_BITS = 120;

  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  public static CertificateAuthority create(SecureRandom random) {
    try {
      KeyPair pair = keyPair(random);
      JcaX509v3CertificateBuilder builder = builder(CA_NAME, CA_NAME, pair.getPublic(), random);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(pair.getPublic()));
      return new CertificateAuthority(signed(builder, pair.getPrivate()), pair.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("The CA could not be made", e);
    }
  }

  /**
   * Takes up an earlier CA.
   *
   * @throws GeneralSecurityException or {@link IllegalArgumentException} if the text is not what
   *     {@link #certificatePem} and {@link #keyPem} gave
   */
  public static CertificateAuthority of(String certificatePem, String keyPem)
      throws GeneralSecurityException {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Pem.bare("CERTIFICATE", certificatePem)));
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Pem.bare("PRIVATE KEY", keyPem)));
    return new CertificateAuthority(certificate, key);
  }

  /** A key and certificate for a server that goes by these names. */
  public ServerCredential issueServer(
      Collection<String> dnsNames, Collection<String> addresses, SecureRandom random) {
    try {
      KeyPair pair = keyPair(random);
      JcaX509v3CertificateBuilder builder = builder(CA_NAME, SERVER_NAME, pair.getPublic(), random);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(certificate));
      builder.addExtension(Extension.subjectAlternativeName, false, names(dnsNames, addresses));
      return new ServerCredential(pair.getPrivate(), signed(builder, key), certificate);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("The server certificate could not be made", e);
    }
  }

  public String certificatePem() {
    try {
      return Pem.armoured("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("The CA's certificate cannot be written", e);
    }
  }

  public String keyPem() {
    return Pem.armoured("PRIVATE KEY", key.getEncoded());
  }

  private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, SecureRandom random) {
    BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(0);
    return new JcaX509v3CertificateBuilder(issuer, serial, FROM, UNTIL, subject, key);
  }

  private static GeneralNames names(Collection<String> dnsNames, Collection<String> addresses) {
    return new GeneralNames(
        Stream.concat(
                dnsNames.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                addresses.stream().map(ip -> new GeneralName(GeneralName.iPAddress, ip)))
            .toArray(GeneralName[]::new));
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey issuerKey)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
  }
}
