package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_PARAMS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_POINT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_MODULUS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PUBLIC_EXPONENT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_EC;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_RSA;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.KeyKind;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A token's public key objects, as certificates hold them. */
public final class PublicKeys {
  /** 0x04, x and y on P-256, P-384 and P-521. In an OCTET STRING it begins with 0x04 as well. */
  private static final Set<Integer> BARE_POINTS = Set.of(65, 97, 133);

  private PublicKeys() {}

  /**
   * A public key.
   *
   * @param kind which of ours it is; empty for any other
   * @param spki its SubjectPublicKeyInfo in DER
   */
  public record PublicKey(Optional<KeyKind> kind, Bytes spki) {}

  /** CKA_EC_PARAMS of our curves: the object identifier in DER (SEC 2). */
  public static Bytes curve(KeyKind kind) {
    return switch (kind) {
      case P256 -> Bytes.ofHex("06082a8648ce3d030107");
      case P384 -> Bytes.ofHex("06052b81040022");
      case RSA_2048, RSA_3072 -> throw new IllegalArgumentException(kind + " has no curve");
    };
  }

  /** Reads the public key object {@code key}; empty when it is not of a kind we know. */
  public static Optional<PublicKey> read(TokenSession session, long key) {
    long type = session.number(key, CKA_KEY_TYPE).orElse(-1L);
    try {
      if (type == CKK_EC) {
        return ec(
            session.bytes(key, CKA_EC_PARAMS).orElse(Bytes.EMPTY),
            session.bytes(key, CKA_EC_POINT).orElse(Bytes.EMPTY));
      }
      if (type == CKK_RSA) {
        return Optional.of(
            rsa(
                session.bytes(key, CKA_MODULUS).orElse(Bytes.EMPTY),
                session.bytes(key, CKA_PUBLIC_EXPONENT).orElse(Bytes.EMPTY)));
      }
    } catch (IOException | IllegalArgumentException e) {
      Pkcs11Module.LOG.warn("a public key on the token cannot be read: {}", e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<PublicKey> ec(Bytes params, Bytes point) throws IOException {
    if (params.size() == 0 || point.size() == 0) {
      return Optional.empty();
    }
    Optional<KeyKind> kind =
        Arrays.stream(new KeyKind[] {KeyKind.P256, KeyKind.P384})
            .filter(one -> curve(one).equals(params))
            .findFirst();
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            X9ObjectIdentifiers.id_ecPublicKey, ASN1Primitive.fromByteArray(params.toArray()));
    return Optional.of(
        new PublicKey(
            kind,
            Bytes.of(new SubjectPublicKeyInfo(algorithm, unwrapped(point)).getEncoded("DER"))));
  }

  /** The point is wrapped in an OCTET STRING, but some tokens leave that out. */
  private static byte[] unwrapped(Bytes point) throws IOException {
    byte[] raw = point.toArray();
    return BARE_POINTS.contains(raw.length)
        ? raw
        : ASN1OctetString.getInstance(ASN1Primitive.fromByteArray(raw)).getOctets();
  }

  private static PublicKey rsa(Bytes modulus, Bytes exponent) throws IOException {
    BigInteger n = new BigInteger(1, modulus.toArray());
    Optional<KeyKind> kind =
        switch (n.bitLength()) {
          case 2048 -> Optional.of(KeyKind.RSA_2048);
          case 3072 -> Optional.of(KeyKind.RSA_3072);
          default -> Optional.empty();
        };
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(
            algorithm, new RSAPublicKey(n, new BigInteger(1, exponent.toArray())));
    return new PublicKey(kind, Bytes.of(info.getEncoded("DER")));
  }
}
