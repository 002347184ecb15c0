package io.birthmark.hsm.issuer;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DECRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DERIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ENCRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_UNWRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VERIFY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_WRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_GENERIC_SECRET;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_SHA256_HMAC;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * The symmetric keys of enrollment groups, in the station's HSM. A key goes in once and never comes
 * out; it is compared by what it makes of a test text.
 *
 * <p>Thread-safe. Every method may throw {@link ElementException}.
 */
public final class GroupKeys {
  private static final String PREFIX = "group-key-";
  private static final int LEAST_BYTES = 16;
  private static final int MOST_BYTES = 64;
  private static final int HMAC_BYTES = 32;
  private static final Bytes TEST_TEXT =
      Bytes.of("birthmark: is it the same key?".getBytes(StandardCharsets.US_ASCII));

  private final StationHsm hsm;

  public GroupKeys(StationHsm hsm) {
    this.hsm = hsm;
  }

  /** How a group's key in the HSM compares with the one at the service. */
  public enum Comparison {
    SAME,
    DIFFERENT,
    /** There is none in the HSM. */
    MISSING
  }

  /** The label of a group's key in the HSM; no CA's key begins like it. */
  public static String label(String group) {
    return PREFIX + group;
  }

  /**
   * Brings a group's key in. The same key again changes nothing; another one is refused.
   *
   * @param key 16 to 64 bytes; the caller wipes it
   * @return the key's label in the HSM
   */
  public Answer<String> store(String group, SecretBytes key) {
    int size = key.lend(bytes -> bytes.length);
    if (size < LEAST_BYTES || size > MOST_BYTES) {
      return new Answer.Refused<>(IssuerProblems.groupKeySize(group, size));
    }
    return hsm.change(
        (token, session) ->
            switch (compared(session, group, key)) {
              case SAME -> new Answer.Done<>(label(group), warnings(token));
              case DIFFERENT -> new Answer.Refused<>(IssuerProblems.groupKeyDifferent(group));
              case MISSING -> {
                create(session, group, key);
                yield new Answer.Done<>(label(group), warnings(token));
              }
            });
  }

  private static void create(TokenSession session, String group, SecretBytes key) {
    long created = put(session, key, true, Optional.of(label(group)));
    boolean kept =
        session.flag(created, CKA_SENSITIVE).equals(Optional.of(true))
            && session.flag(created, CKA_EXTRACTABLE).equals(Optional.of(false));
    if (!kept || compared(session, group, key) != Comparison.SAME) {
      session.destroy(created);
      throw ElementException.lasting(
          IssuerProblems.keyUnprotected(
              label(group), List.of("sensitive", "kept from being extracted")));
    }
  }

  /**
   * Compares without reading the key: both make an HMAC of the same text, in the HSM.
   *
   * @param key the caller wipes it
   */
  public Comparison compare(String group, SecretBytes key) {
    return hsm.use((token, session) -> compared(session, group, key));
  }

  /** Whether the HSM has a key of the group; nothing is said of whether it is the right one. */
  public boolean holds(String group) {
    return hsm.use(
        (token, session) -> {
          boolean found = find(session, group).isPresent();
          if (!found) {
            // A token that was pulled seems empty.
            var unused = token.present();
          }
          return found;
        });
  }

  private static Comparison compared(TokenSession session, String group, SecretBytes key) {
    Optional<Long> stored = find(session, group);
    if (stored.isEmpty()) {
      return Comparison.MISSING;
    }
    long candidate = put(session, key, false, Optional.empty());
    try (SecretBytes ours = hmac(session, stored.get(), TEST_TEXT);
        SecretBytes theirs = hmac(session, candidate, TEST_TEXT)) {
      boolean same = ours.lend(one -> theirs.lend(other -> MessageDigest.isEqual(one, other)));
      return same ? Comparison.SAME : Comparison.DIFFERENT;
    } finally {
      session.destroy(candidate);
    }
  }

  /**
   * One device's key: HMAC-SHA256 of the registration ID with the group's key.
   *
   * @return 32 bytes; the caller closes it
   */
  SecretBytes derive(String group, String registrationId) {
    return hsm.use(
        (token, session) -> {
          long key = find(session, group).orElseThrow(() -> missing(token, group));
          return hmac(session, key, Bytes.of(registrationId.getBytes(StandardCharsets.UTF_8)));
        });
  }

  /** A token that was pulled seems empty; so it is asked before a person is told to refill it. */
  private static ElementException missing(Token token, String group) {
    var unused = token.present();
    return ElementException.lasting(IssuerProblems.groupKeyMissing(group));
  }

  private static SecretBytes hmac(TokenSession session, long key, Bytes text) {
    SecretBytes made = session.deriveBySigning(CKM_SHA256_HMAC, key, text);
    int size = made.lend(bytes -> bytes.length);
    if (size != HMAC_BYTES) {
      made.close();
      throw ElementException.lasting(IssuerProblems.hmacSize(size));
    }
    return made;
  }

  private static Optional<Long> find(TokenSession session, String group) {
    List<Long> found =
        session.find(
            new Attributes().number(CKA_CLASS, CKO_SECRET_KEY).text(CKA_LABEL, label(group)));
    if (found.size() > 1) {
      throw ElementException.lasting(IssuerProblems.keyAmbiguous(label(group)));
    }
    return found.stream().findFirst();
  }

  private static long put(
      TokenSession session, SecretBytes key, boolean lasting, Optional<String> label) {
    return key.lend(
        bytes -> {
          Attributes attributes =
              new Attributes()
                  .number(CKA_CLASS, CKO_SECRET_KEY)
                  .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
                  .flag(CKA_TOKEN, lasting)
                  .flag(CKA_PRIVATE, true)
                  .flag(CKA_SENSITIVE, true)
                  .flag(CKA_EXTRACTABLE, false)
                  .flag(CKA_SIGN, true)
                  .secret(CKA_VALUE, bytes);
          label.ifPresent(text -> attributes.text(CKA_LABEL, text));
          return session.create(attributes, List.of(nothingButHmac()));
        });
  }

  /** Where nothing is said, a token may let the key do anything (PKCS#11 v3.0, section 4.10). */
  private static Attributes nothingButHmac() {
    return new Attributes()
        .flag(CKA_VERIFY, false)
        .flag(CKA_ENCRYPT, false)
        .flag(CKA_DECRYPT, false)
        .flag(CKA_WRAP, false)
        .flag(CKA_UNWRAP, false)
        .flag(CKA_DERIVE, false);
  }

  private static List<Problem> warnings(Token token) {
    return IssuerWarnings.of(token.facts());
  }
}
