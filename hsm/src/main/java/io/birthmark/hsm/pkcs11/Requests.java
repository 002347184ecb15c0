package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** Certificate requests (PKCS#10, RFC 2986) whose signature is made elsewhere. */
final class Requests {
  private Requests() {}

  /**
   * A request with CN = {@code registrationId}.
   *
   * @param spki the key's SubjectPublicKeyInfo
   * @param sign the private key's signature by {@code algorithm} over a message
   * @return DER
   */
  static Bytes csr(
      String registrationId, Bytes spki, SigningAlgorithm algorithm, UnaryOperator<Bytes> sign) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    subject.addRDN(BCStyle.CN, registrationId);
    try {
      return Bytes.of(
          new PKCS10CertificationRequestBuilder(
                  subject.build(), SubjectPublicKeyInfo.getInstance(spki.toArray()))
              .build(signer(algorithm, sign))
              .getEncoded());
    } catch (IOException e) {
      throw new AssertionError("what is in memory can be encoded", e);
    }
  }

  private static ContentSigner signer(SigningAlgorithm algorithm, UnaryOperator<Bytes> sign) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    return new ContentSigner() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return switch (algorithm) {
          case ECDSA_SHA256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
          case ECDSA_SHA384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
          case RSA_PKCS1_SHA256 ->
              new AlgorithmIdentifier(
                  PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
          case RSA_PSS_SHA256 ->
              throw new IllegalArgumentException("a request is not signed with PSS");
        };
      }

      @Override
      public OutputStream getOutputStream() {
        return message;
      }

      @Override
      public byte[] getSignature() {
        return sign.apply(Bytes.of(message.toByteArray())).toArray();
      }
    };
  }
}
