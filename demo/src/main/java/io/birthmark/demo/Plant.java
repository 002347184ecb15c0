package io.birthmark.demo;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * The plant's root CA, which is not on the line: it signs the line's CA once, and is locked away.
 * In the demo its key is forgotten when the demo ends.
 *
 * <p>Files: {@code root.pem}; {@code line.csr} and {@code line.pem}, what it was asked and what it
 * answered.
 */
final class Plant {
  private static final X500Name NAME = new X500Name("CN=Demo plant root");
  private static final Duration ROOT_LIFE = Duration.ofDays(20 * 365);
  private static final Duration LINE_LIFE = Duration.ofDays(2 * 365);
  private static final KeyUsage CA_USAGE = new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);

  private final Path folder;
  private final KeyPair key;
  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private final String root;

  private Plant(Path folder, KeyPair key) throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.key = key;
    this.root = pem(selfSigned());
  }

  /** Makes a root whose certificate is left in {@code folder}. */
  static Plant in(Path folder) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"));
      Plant plant = new Plant(Files.createDirectories(folder), generator.generateKeyPair());
      Files.writeString(plant.rootFile(), plant.root);
      return plant;
    } catch (GeneralSecurityException e) {
      throw new IOException("the plant's root cannot be made", e);
    }
  }

  Path rootFile() {
    return folder.resolve("root.pem");
  }

  /**
   * Signs the line's CA, which may sign devices and no further CA.
   *
   * @param request PKCS#10 in PEM
   * @return a file with the line's certificate and the root's
   */
  Path sign(String request) throws IOException {
    Files.writeString(folder.resolve("line.csr"), request);
    try (PEMParser parser = new PEMParser(new StringReader(request))) {
      if (!(parser.readObject() instanceof PKCS10CertificationRequest asked)) {
        throw new IOException("what the station asks the plant root for is no certificate request");
      }
      JcaPKCS10CertificationRequest line = new JcaPKCS10CertificationRequest(asked);
      X509v3CertificateBuilder certificate =
          builder(LINE_LIFE, line.getSubject(), line.getPublicKey(), new BasicConstraints(0));
      certificate.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
      return Files.writeString(
          folder.resolve("line.pem"), pem(signed(certificate)) + root, StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IOException("the plant root cannot sign the line's CA", e);
    }
  }

  private X509CertificateHolder selfSigned() throws IOException, GeneralSecurityException {
    return signed(builder(ROOT_LIFE, NAME, key.getPublic(), new BasicConstraints(true)));
  }

  private X509v3CertificateBuilder builder(
      Duration life, X500Name subject, PublicKey subjectKey, BasicConstraints constraints)
      throws IOException, GeneralSecurityException {
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(127, random).setBit(127),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(life)),
            subject,
            subjectKey);
    critical(certificate, Extension.basicConstraints, constraints);
    critical(certificate, Extension.keyUsage, CA_USAGE);
    certificate.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(subjectKey));
    return certificate;
  }

  private static void critical(
      X509v3CertificateBuilder certificate, ASN1ObjectIdentifier name, ASN1Encodable value)
      throws IOException {
    X509v3CertificateBuilder unused = certificate.addExtension(name, true, value);
  }

  private X509CertificateHolder signed(X509v3CertificateBuilder certificate)
      throws GeneralSecurityException {
    try {
      return certificate.build(
          new JcaContentSignerBuilder("SHA384withECDSA").build(key.getPrivate()));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static String pem(X509CertificateHolder certificate) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    }
    return text.toString();
  }
}
