package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.PublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** A PKCS#10 request (RFC 2986) whose signature is made by the key in the TPM. */
final class SigningRequest {
  private SigningRequest() {}

  /** The request in DER, with the registration ID as the subject's only CN. */
  static Bytes make(
      String registrationId, PublicKey publicKey, SigningAlgorithm algorithm, SigningKey key) {
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, registrationId).build();
    try {
      return Bytes.of(
          new PKCS10CertificationRequestBuilder(
                  subject, SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()))
              .build(new InTheTpm(algorithm, key))
              .getEncoded());
    } catch (IOException e) {
      throw new AssertionError("a request can be encoded", e);
    }
  }

  private static final class InTheTpm implements ContentSigner {
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final SigningAlgorithm algorithm;
    private final SigningKey key;

    InTheTpm(SigningAlgorithm algorithm, SigningKey key) {
      this.algorithm = algorithm;
      this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm.javaName());
    }

    @Override
    public OutputStream getOutputStream() {
      return message;
    }

    @Override
    public byte[] getSignature() {
      return key.sign(algorithm, message.toByteArray()).toArray();
    }
  }
}
