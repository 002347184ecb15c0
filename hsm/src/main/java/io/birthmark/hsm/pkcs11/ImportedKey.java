package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_GENERIC_SECRET;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_SHA256_HMAC;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The way to a symmetric key that the station derives and the token takes in.
 *
 * <p>A key that is there with its record was proven when it came in. One without a record may be
 * half a run's, so it is taken in again: nothing on the token tells which key it is.
 */
final class ImportedKey {
  private static final int ID = 16;
  private static final int CHALLENGE = 32;

  private final Talk talk;
  private final Names.Standing standing;
  private final Optional<Bytes> present;
  private final Bytes id;
  private final boolean tidy;

  /**
   * Looks at what is there.
   *
   * @param whole whether the wanted record is on the token already
   */
  ImportedKey(Talk talk, Inventory inventory, boolean whole) {
    this.talk = talk;
    this.standing = inventory.forNew();
    this.present =
        whole
            ? inventory.keys(CKO_SECRET_KEY).stream()
                .filter(item -> item.standing() == Names.Standing.IN_FORCE)
                .filter(item -> dangers(talk.session(), item.handle()).isEmpty())
                .map(Inventory.Item::id)
                .findFirst()
            : Optional.empty();
    this.id = present.orElseGet(() -> talk.randomBytes(ID));
    this.tidy =
        present
            .map(unused -> inForce().done(talk.session(), inventory))
            .orElse(inventory.ours().isEmpty());
  }

  Optional<Problem> refusal() {
    return talk.token().has(CKM_SHA256_HMAC, CKF_SIGN, 0)
        ? Optional.empty()
        : Optional.of(talk.token().cannot("HMAC-SHA256").problem());
  }

  Step takeKey() {
    return new Step.TakeKey(
        "take in the symmetric key",
        present::isPresent,
        talk::certainHardware,
        this::keep,
        () -> requireSafe(handle()));
  }

  Step putInForce() {
    return new Step.Act(
        "leave only this identity's key on the token",
        true,
        () -> tidy,
        () -> inForce().act(talk.session()),
        () -> {
          TokenSession session = talk.session();
          if (!inForce().done(session, Inventory.of(session))) {
            throw ElementException.lasting(
                Pkcs11Problems.readBackDiffers("there is more of ours on the token than one key"));
          }
        });
  }

  private PutInForce inForce() {
    return new PutInForce(id, Names.Standing.IN_FORCE, List.of());
  }

  private long handle() {
    return Inventory.of(talk.session()).keys(CKO_SECRET_KEY).stream()
        .filter(item -> item.id().equals(id))
        .map(Inventory.Item::handle)
        .findFirst()
        .orElseThrow(
            () ->
                ElementException.lasting(
                    Pkcs11Problems.readBackDiffers("the symmetric key is not on the token")));
  }

  private void keep(SecretBytes secret) {
    TokenSession session = talk.session();
    long key =
        secret.lend(
            raw ->
                session.create(
                    new Attributes()
                        .number(CKA_CLASS, CKO_SECRET_KEY)
                        .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
                        .flag(CKA_TOKEN, true)
                        .flag(CKA_PRIVATE, true)
                        .flag(CKA_SENSITIVE, true)
                        .flag(CKA_EXTRACTABLE, false)
                        .flag(CKA_SIGN, true)
                        .text(CKA_LABEL, standing.key())
                        .bytes(CKA_ID, id)
                        .secret(CKA_VALUE, raw)));
    requireSafe(key);
    Bytes challenge = talk.randomBytes(CHALLENGE);
    if (!session.sign(CKM_SHA256_HMAC, key, challenge).equals(hmac(secret, challenge))) {
      throw ElementException.lasting(
          Pkcs11Problems.proofFailed(
              "The token's HMAC with the key that it took in is not that key's."));
    }
  }

  private static Bytes hmac(SecretBytes secret, Bytes data) {
    return secret.lend(
        raw -> {
          try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(raw, "HmacSHA256"));
            return Bytes.of(mac.doFinal(data.toArray()));
          } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA256", e);
          }
        });
  }

  private void requireSafe(long key) {
    List<String> dangers = dangers(talk.session(), key);
    if (!dangers.isEmpty()) {
      throw ElementException.lasting(Pkcs11Problems.keyNotSafe(String.join(", ", dangers)));
    }
  }

  private static List<String> dangers(TokenSession session, long key) {
    List<String> dangers = new ArrayList<>();
    DeviceKey.expect(session, key, CKA_SENSITIVE, true, "CKA_SENSITIVE is not set", dangers);
    DeviceKey.expect(session, key, CKA_EXTRACTABLE, false, "CKA_EXTRACTABLE is set", dangers);
    DeviceKey.expect(session, key, CKA_PRIVATE, true, "CKA_PRIVATE is not set", dangers);
    return dangers;
  }

  /** Whether a safe key is in force. */
  static boolean inForce(TokenSession session) {
    return Inventory.of(session).keys(CKO_SECRET_KEY).stream()
        .anyMatch(
            item ->
                item.standing() == Names.Standing.IN_FORCE
                    && dangers(session, item.handle()).isEmpty());
  }
}
