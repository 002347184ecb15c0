package io.birthmark.hsm.issuer;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DECRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_PARAMS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_MODULUS_BITS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PUBLIC_EXPONENT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_UNWRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VERIFY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_GENERATE_KEY_PAIR;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_EC;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_RSA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_EC_KEY_PAIR_GEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PUBLIC_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.PublicKeys;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Makes the CA's key pair in the HSM. */
final class CaKeyPair {
  private static final int ID_BYTES = 16;
  private static final Bytes F4 = Bytes.ofHex("010001");

  private CaKeyPair() {}

  /**
   * Makes a pair that cannot be taken out, and makes sure of it; one that could is destroyed again.
   */
  static void make(Token token, TokenSession session, String label, KeyKind kind) {
    boolean elliptic = kind == KeyKind.P256 || kind == KeyKind.P384;
    long mechanism = elliptic ? CKM_EC_KEY_PAIR_GEN : CKM_RSA_PKCS_KEY_PAIR_GEN;
    if (!token.has(mechanism, CKF_GENERATE_KEY_PAIR, bits(kind))) {
      throw token.cannot("making " + kind.word() + " keys");
    }
    long type = elliptic ? CKK_EC : CKK_RSA;
    Bytes id = newId();
    TokenSession.KeyPair pair =
        session.generate(
            mechanism,
            ofKind(common(CKO_PUBLIC_KEY, type, label, id), kind)
                .flag(CKA_PRIVATE, false)
                .flag(CKA_VERIFY, true),
            common(CKO_PRIVATE_KEY, type, label, id)
                .flag(CKA_PRIVATE, true)
                .flag(CKA_SENSITIVE, true)
                .flag(CKA_EXTRACTABLE, false)
                .flag(CKA_SIGN, true)
                .flag(CKA_DECRYPT, false)
                .flag(CKA_UNWRAP, false));
    List<String> lacking = new CaObjects(token, session, label).lacking(pair.privateKey());
    if (!lacking.isEmpty()) {
      session.destroy(pair.privateKey());
      session.destroy(pair.publicKey());
      throw ElementException.lasting(IssuerProblems.keyUnprotected(label, lacking));
    }
  }

  private static Attributes common(long objectClass, long type, String label, Bytes id) {
    return new Attributes()
        .number(CKA_CLASS, objectClass)
        .number(CKA_KEY_TYPE, type)
        .flag(CKA_TOKEN, true)
        .text(CKA_LABEL, label)
        .bytes(CKA_ID, id);
  }

  private static Attributes ofKind(Attributes attributes, KeyKind kind) {
    return switch (kind) {
      case P256, P384 -> attributes.bytes(CKA_EC_PARAMS, PublicKeys.curve(kind));
      case RSA_2048, RSA_3072 ->
          attributes.number(CKA_MODULUS_BITS, bits(kind)).bytes(CKA_PUBLIC_EXPONENT, F4);
    };
  }

  private static long bits(KeyKind kind) {
    return switch (kind) {
      case P256 -> 256;
      case P384 -> 384;
      case RSA_2048 -> 2048;
      case RSA_3072 -> 3072;
    };
  }

  private static Bytes newId() {
    byte[] id = new byte[ID_BYTES];
    new SecureRandom().nextBytes(id);
    return Bytes.of(id);
  }

  /** The public half of a key that nobody keeps. */
  static SubjectPublicKeyInfo throwAway() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return SubjectPublicKeyInfo.getInstance(generator.generateKeyPair().getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has P-256", e);
    }
  }
}
