package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A public key of a kind that is certified here and certifies here: P-256, P-384, or RSA of at
 * least 2048 bits.
 *
 * @param key as the platform uses it
 * @param info its SubjectPublicKeyInfo
 * @param words its kind, for people: {@code P-256}, {@code RSA-2048}
 */
record AcceptedKey(PublicKey key, SubjectPublicKeyInfo info, String words) {
  private static final int LEAST_RSA_BITS = 2048;

  /**
   * Reads a key.
   *
   * @param der a SubjectPublicKeyInfo
   * @throws InvalidKeyException when it is not one, or of another kind; the message is a half
   *     sentence that says what it is
   */
  static AcceptedKey read(Bytes der) throws InvalidKeyException {
    try {
      return of(SubjectPublicKeyInfo.getInstance(der.toArray()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Bouncy Castle meets bytes it cannot read with unchecked exceptions.
      throw new InvalidKeyException("it is not a public key", e);
    }
  }

  static AcceptedKey of(SubjectPublicKeyInfo info) throws InvalidKeyException {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return elliptic(info, curve(info.getAlgorithm().getParameters()));
    }
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsa(info);
    }
    throw new InvalidKeyException("its algorithm is " + algorithm);
  }

  SigningAlgorithm algorithm() {
    return switch (words) {
      case "P-256" -> SigningAlgorithm.ECDSA_SHA256;
      case "P-384" -> SigningAlgorithm.ECDSA_SHA384;
      default -> SigningAlgorithm.RSA_PKCS1_SHA256;
    };
  }

  Bytes encoded() {
    return Der.of(info);
  }

  private static String curve(ASN1Encodable parameters) throws InvalidKeyException {
    if (parameters instanceof ASN1ObjectIdentifier named) {
      if (named.equals(SECObjectIdentifiers.secp256r1)) {
        return "P-256";
      }
      if (named.equals(SECObjectIdentifiers.secp384r1)) {
        return "P-384";
      }
      throw new InvalidKeyException("its curve is " + named);
    }
    throw new InvalidKeyException("its curve has no name");
  }

  private static AcceptedKey elliptic(SubjectPublicKeyInfo info, String words)
      throws InvalidKeyException {
    ECPublicKey key = (ECPublicKey) platform("EC", info);
    if (!isOnItsCurve(key)) {
      throw new InvalidKeyException("its point is not on " + words);
    }
    return new AcceptedKey(key, info, words);
  }

  /** The platform reads any two numbers as a point (SEC 1, section 3.2.2.1, step 3). */
  private static boolean isOnItsCurve(ECPublicKey key) {
    EllipticCurve curve = key.getParams().getCurve();
    BigInteger prime = ((ECFieldFp) curve.getField()).getP();
    ECPoint point = key.getW();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(prime);
    return x.compareTo(prime) < 0
        && y.compareTo(prime) < 0
        && y.multiply(y).mod(prime).equals(right);
  }

  private static AcceptedKey rsa(SubjectPublicKeyInfo info) throws InvalidKeyException {
    RSAPublicKey key = (RSAPublicKey) platform("RSA", info);
    String words = "RSA-" + key.getModulus().bitLength();
    if (key.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new InvalidKeyException("it is " + words);
    }
    return new AcceptedKey(key, info, words);
  }

  private static PublicKey platform(String algorithm, SubjectPublicKeyInfo info)
      throws InvalidKeyException {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(Der.of(info).toArray()));
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException("its numbers are not those of a key", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm, e);
    }
  }
}
