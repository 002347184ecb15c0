package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;

/** Lets Bouncy Castle's structures be signed by a key that it never sees. */
final class SigningInHsm implements ContentSigner {
  private final SigningKey key;
  private final SigningAlgorithm algorithm;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  SigningInHsm(SigningKey key) {
    this.key = key;
    this.algorithm = key.publicKey().algorithm();
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return switch (algorithm) {
      // RFC 5758, section 3.2: the parameters are absent.
      case ECDSA_SHA256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      case ECDSA_SHA384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
      // RFC 4055, section 5: the parameters are NULL.
      case RSA_PKCS1_SHA256 ->
          new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
      case RSA_PSS_SHA256 -> throw new IllegalStateException("certificates are not signed by PSS");
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    return key.sign(algorithm, Bytes.of(content.toByteArray())).toArray();
  }
}
