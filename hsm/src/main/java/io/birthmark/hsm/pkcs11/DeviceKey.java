package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ALWAYS_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_PARAMS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LOCAL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_MODULUS_BITS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_NEVER_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PUBLIC_EXPONENT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VERIFY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_GENERATE_KEY_PAIR;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_ECDSA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_EC_KEY_PAIR_GEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_RSA_PKCS;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key pair of ours on a token.
 *
 * @param standing of its private key
 * @param id CKA_ID of both halves and of the certificate
 * @param handle of the private key, in the session in which it was read
 * @param certificates what is stored for it
 */
record DeviceKey(
    Names.Standing standing,
    Bytes id,
    long handle,
    PublicKeys.PublicKey publicKey,
    List<String> dangers,
    List<Certificates.Stored> certificates) {
  private static final Bytes F4 = Bytes.ofHex("010001");

  DeviceKey {
    dangers = List.copyOf(dangers);
    certificates = List.copyOf(certificates);
  }

  /** Both halves are there, it was made in the token, and it cannot leave it. */
  boolean safe() {
    return dangers.isEmpty();
  }

  KeyKind kind() {
    return publicKey
        .kind()
        .orElseThrow(() -> new IllegalStateException("only a key of ours signs"));
  }

  static List<DeviceKey> all(TokenSession session, Inventory inventory) {
    List<DeviceKey> keys = new ArrayList<>();
    for (Inventory.Item half : inventory.keys(CKO_PRIVATE_KEY)) {
      inventory.keys(CKO_PUBLIC_KEY).stream()
          .filter(item -> item.id().equals(half.id()) && half.id().size() > 0)
          .findFirst()
          .flatMap(item -> PublicKeys.read(session, item.handle()))
          .ifPresent(publicKey -> keys.add(read(session, inventory, half, publicKey)));
    }
    return keys;
  }

  private static DeviceKey read(
      TokenSession session,
      Inventory inventory,
      Inventory.Item half,
      PublicKeys.PublicKey publicKey) {
    List<Certificates.Stored> certificates =
        inventory.leaves().stream()
            .filter(
                leaf ->
                    leaf.id().equals(half.id())
                        && Certificates.publicKey(session, leaf)
                            .equals(Optional.of(publicKey.spki())))
            .flatMap(leaf -> Certificates.stored(session, inventory, leaf).stream())
            .toList();
    return new DeviceKey(
        half.standing(),
        half.id(),
        half.handle(),
        publicKey,
        dangers(session, half.handle()),
        certificates);
  }

  static Optional<DeviceKey> find(TokenSession session, Bytes id) {
    return all(session, Inventory.of(session)).stream()
        .filter(key -> key.id().equals(id))
        .findAny();
  }

  private static List<String> dangers(TokenSession session, long key) {
    List<String> dangers = new ArrayList<>();
    expect(session, key, CKA_SENSITIVE, true, "CKA_SENSITIVE is not set", dangers);
    expect(session, key, CKA_ALWAYS_SENSITIVE, true, "CKA_ALWAYS_SENSITIVE is not set", dangers);
    expect(session, key, CKA_EXTRACTABLE, false, "CKA_EXTRACTABLE is set", dangers);
    expect(session, key, CKA_NEVER_EXTRACTABLE, true, "CKA_NEVER_EXTRACTABLE is not set", dangers);
    expect(session, key, CKA_LOCAL, true, "CKA_LOCAL is not set", dangers);
    expect(session, key, CKA_PRIVATE, true, "CKA_PRIVATE is not set", dangers);
    return dangers;
  }

  static void expect(
      TokenSession session,
      long key,
      long attribute,
      boolean wanted,
      String otherwise,
      List<String> dangers) {
    if (!session.flag(key, attribute).equals(Optional.of(wanted))) {
      dangers.add(otherwise);
    }
  }

  /** Whether {@code token} can make and use such keys. */
  static boolean possible(Token token, KeyKind kind) {
    return switch (kind) {
      case P256, P384 -> {
        long bits = kind == KeyKind.P256 ? 256 : 384;
        yield token.has(CKM_EC_KEY_PAIR_GEN, CKF_GENERATE_KEY_PAIR, bits)
            && token.has(CKM_ECDSA, CKF_SIGN, bits);
      }
      case RSA_2048, RSA_3072 ->
          token.has(CKM_RSA_PKCS_KEY_PAIR_GEN, CKF_GENERATE_KEY_PAIR, modulusBits(kind))
              && token.has(CKM_RSA_PKCS, CKF_SIGN, modulusBits(kind));
    };
  }

  private static long modulusBits(KeyKind kind) {
    return kind == KeyKind.RSA_2048 ? 2048 : 3072;
  }

  /** Makes a key pair in the token. */
  static void generate(TokenSession session, KeyKind kind, Names.Standing standing, Bytes id) {
    Attributes publicHalf =
        half(CKO_PUBLIC_KEY, standing, id).flag(CKA_VERIFY, true).flag(CKA_PRIVATE, false);
    long mechanism;
    switch (kind) {
      case P256, P384 -> {
        mechanism = CKM_EC_KEY_PAIR_GEN;
        publicHalf = publicHalf.bytes(CKA_EC_PARAMS, PublicKeys.curve(kind));
      }
      case RSA_2048, RSA_3072 -> {
        mechanism = CKM_RSA_PKCS_KEY_PAIR_GEN;
        publicHalf =
            publicHalf.number(CKA_MODULUS_BITS, modulusBits(kind)).bytes(CKA_PUBLIC_EXPONENT, F4);
      }
      default -> throw new IllegalStateException("no such kind: " + kind);
    }
    TokenSession.KeyPair unused =
        session.generate(
            mechanism,
            publicHalf,
            half(CKO_PRIVATE_KEY, standing, id)
                .flag(CKA_PRIVATE, true)
                .flag(CKA_SENSITIVE, true)
                .flag(CKA_EXTRACTABLE, false)
                .flag(CKA_SIGN, true));
  }

  private static Attributes half(long objectClass, Names.Standing standing, Bytes id) {
    return new Attributes()
        .number(CKA_CLASS, objectClass)
        .flag(CKA_TOKEN, true)
        .text(CKA_LABEL, standing.key())
        .bytes(CKA_ID, id);
  }

  /** Throws when the key could be taken out of the token. */
  void requireSafe() {
    if (!safe()) {
      throw ElementException.lasting(Pkcs11Problems.keyNotSafe(String.join(", ", dangers)));
    }
  }
}
