package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_ECDSA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_RSA_PKCS;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/**
 * Signatures by a token's key as certificates and TLS carry them; hashed here, not in the token.
 */
public final class Signing {
  private Signing() {}

  /**
   * Signs with the private key {@code key}.
   *
   * @param message what is signed, not its digest
   */
  public static Bytes sign(
      TokenSession session, long key, SigningAlgorithm algorithm, Bytes message) {
    Bytes digest = digest(algorithm.digest(), message);
    return switch (algorithm) {
      case ECDSA_SHA256, ECDSA_SHA384 -> inDer(session.sign(CKM_ECDSA, key, digest));
      case RSA_PKCS1_SHA256 -> session.sign(CKM_RSA_PKCS, key, digestInfo(digest));
      case RSA_PSS_SHA256 -> session.signPssSha256(key, digest);
    };
  }

  private static Bytes digest(String name, Bytes message) {
    try {
      return Bytes.of(MessageDigest.getInstance(name).digest(message.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + name, e);
    }
  }

  /** A token gives r and s one after the other (PKCS#11 v3.0 Mechanisms, section 2.3.1). */
  private static Bytes inDer(Bytes raw) {
    int half = raw.size() / 2;
    BigInteger r = new BigInteger(1, raw.slice(0, half).toArray());
    BigInteger s = new BigInteger(1, raw.slice(half, raw.size()).toArray());
    return encoded(new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)}));
  }

  /** What CKM_RSA_PKCS pads is the whole DigestInfo (RFC 8017, section 9.2). */
  private static Bytes digestInfo(Bytes sha256) {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    return encoded(new DigestInfo(algorithm, sha256.toArray()));
  }

  private static Bytes encoded(ASN1Encodable value) {
    try {
      return Bytes.of(value.toASN1Primitive().getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError("what is in memory can be encoded", e);
    }
  }
}
