package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A TPM maker's certificate for an EK (TCG EK Credential Profile, section 3). */
record EkCertificate(X509Certificate certificate, BigInteger modulus) {

  /**
   * Reads a certificate from its DER form.
   *
   * @throws CertificateException when it is not one, or not for an RSA key; the message is a half
   *     sentence
   */
  static EkCertificate parse(Bytes der) throws CertificateException {
    X509Certificate certificate;
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
    } catch (CertificateException e) {
      throw new CertificateException("it is not an X.509 certificate", e);
    }
    return new EkCertificate(certificate, modulusOf(certificate));
  }

  /**
   * The modulus. Several makers name the key's algorithm RSAES-OAEP instead of rsaEncryption, which
   * the Java platform then does not see as an RSA key; only for those Bouncy Castle's classes are
   * loaded, which cost memory and time in the first run.
   */
  private static BigInteger modulusOf(X509Certificate certificate) throws CertificateException {
    return certificate.getPublicKey() instanceof RSAPublicKey rsa
        ? rsa.getModulus()
        : OddlyNamedKey.modulusOf(certificate.getPublicKey().getEncoded());
  }

  private static final class OddlyNamedKey {
    private OddlyNamedKey() {}

    static BigInteger modulusOf(byte[] subjectPublicKeyInfo) throws CertificateException {
      try {
        return org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(
                SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo).parsePublicKey())
            .getModulus();
      } catch (IOException | RuntimeException e) {
        // Bouncy Castle meets keys it cannot read with more than one unchecked exception.
        throw new CertificateException("its key is not an RSA key", e);
      }
    }
  }

  /** The modulus as the TPM has it, without a sign byte. */
  byte[] modulusBytes() {
    byte[] bytes = modulus.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  String issuer() {
    return certificate.getIssuerX500Principal().getName();
  }
}
