package io.birthmark.hsm.issuer;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_PARAMS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_POINT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_MODULUS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PUBLIC_EXPONENT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_EC;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_RSA;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads a public key from the attributes of its object. */
final class PublicKeyObject {
  private static final int P256_BYTES = 32;
  private static final int P384_BYTES = 48;

  private PublicKeyObject() {}

  /**
   * The key.
   *
   * @throws InvalidKeyException when it is of no kind that is accepted, or an attribute is missing;
   *     the message is a half sentence
   */
  static AcceptedKey read(TokenSession session, long object) throws InvalidKeyException {
    long type = session.number(object, CKA_KEY_TYPE).orElse(-1L);
    try {
      if (type == CKK_EC) {
        return AcceptedKey.of(elliptic(session, object));
      }
      if (type == CKK_RSA) {
        return AcceptedKey.of(rsa(session, object));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidKeyException("its public key cannot be read", e);
    }
    throw new InvalidKeyException("it is neither an EC nor an RSA key");
  }

  private static SubjectPublicKeyInfo elliptic(TokenSession session, long object)
      throws IOException, InvalidKeyException {
    byte[] curve = present(session.bytes(object, CKA_EC_PARAMS)).toArray();
    byte[] point = present(session.bytes(object, CKA_EC_POINT)).toArray();
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(
            X9ObjectIdentifiers.id_ecPublicKey, ASN1Primitive.fromByteArray(curve)),
        isBare(point) ? point : ASN1OctetString.getInstance(point).getOctets());
  }

  /**
   * CKA_EC_POINT is an OCTET STRING with the point in it (PKCS#11 v3.0 mechanisms, section 2.3.3);
   * several tokens leave out the wrapping. Both begin with 4, so the length tells.
   */
  private static boolean isBare(byte[] point) {
    return point.length == 1 + 2 * P256_BYTES || point.length == 1 + 2 * P384_BYTES;
  }

  private static SubjectPublicKeyInfo rsa(TokenSession session, long object)
      throws IOException, InvalidKeyException {
    BigInteger modulus = new BigInteger(1, present(session.bytes(object, CKA_MODULUS)).toArray());
    BigInteger exponent =
        new BigInteger(1, present(session.bytes(object, CKA_PUBLIC_EXPONENT)).toArray());
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        new RSAPublicKey(modulus, exponent));
  }

  private static Bytes present(Optional<Bytes> attribute) throws InvalidKeyException {
    return attribute.orElseThrow(() -> new InvalidKeyException("its public key is incomplete"));
  }
}
