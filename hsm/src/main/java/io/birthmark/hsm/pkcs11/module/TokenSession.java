package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKG_MGF1_SHA256;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_RSA_PKCS_PSS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_SHA256;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_ATTRIBUTE_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_ATTRIBUTE_VALUE_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_TEMPLATE_INCONSISTENT;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One session with a token, for one thread. Objects are named by the handles that the module gave
 * them; they are of no meaning outside of this session.
 *
 * <p>Every method may throw {@link ElementException}; the session is then still to be closed.
 */
public final class TokenSession implements AutoCloseable {
  private static final int AT_ONCE = 100;

  private final Token token;
  private final NativeCalls calls;
  private final TokenProblems problems;
  private final long session;

  TokenSession(Token token, NativeCalls calls, TokenProblems problems, long session) {
    this.token = token;
    this.calls = calls;
    this.problems = problems;
    this.session = session;
  }

  /** Where a new key pair is. */
  public record KeyPair(long publicKey, long privateKey) {}

  /** Logs the user in; a PIN that cannot be tried safely is not tried. */
  public void login(SecretBytes pin) {
    login(Login.Who.USER, pin);
  }

  /** Logs the security officer in, sets the user's PIN, and logs out again. */
  public void setUserPin(SecretBytes securityOfficerPin, SecretBytes userPin) {
    login(Login.Who.SECURITY_OFFICER, securityOfficerPin);
    act(
        () -> {
          try {
            Pins.lend(userPin, pin -> calls.act("C_InitPIN", f -> f.C_InitPIN(session, pin, true)));
          } finally {
            calls.act("C_Logout", f -> f.C_Logout(session));
          }
        });
  }

  private void login(Login.Who who, SecretBytes pin) {
    act(() -> new Login(token, calls, problems).now(session, who, pin));
  }

  /** The objects that have all of {@code attributes}. */
  public List<Long> find(Attributes attributes) {
    return token.talking(
        () -> {
          calls.act(
              "C_FindObjectsInit", f -> f.C_FindObjectsInit(session, attributes.toArray(), true));
          List<Long> found = new ArrayList<>();
          try {
            long[] some;
            do {
              some = calls.call("C_FindObjects", f -> f.C_FindObjects(session, AT_ONCE));
              for (long one : some) {
                found.add(one);
              }
            } while (some.length == AT_ONCE);
          } finally {
            calls.act("C_FindObjectsFinal", f -> f.C_FindObjectsFinal(session));
          }
          return List.copyOf(found);
        });
  }

  /** An attribute's bytes; empty when the object has none or does not give it away. */
  public Optional<Bytes> bytes(long object, long attribute) {
    return value(object, attribute)
        .filter(byte[].class::isInstance)
        .map(value -> Bytes.of((byte[]) value));
  }

  public Optional<String> text(long object, long attribute) {
    return value(object, attribute)
        .filter(char[].class::isInstance)
        .map(value -> new String((char[]) value));
  }

  public Optional<Long> number(long object, long attribute) {
    return value(object, attribute).filter(Long.class::isInstance).map(Long.class::cast);
  }

  /** A CK_BBOOL; the wrapper does not know all of them as such, and gives their byte. */
  public Optional<Boolean> flag(long object, long attribute) {
    return value(object, attribute)
        .flatMap(
            value -> {
              if (value instanceof Boolean known) {
                return Optional.of(known);
              }
              return value instanceof byte[] raw && raw.length == 1
                  ? Optional.of(raw[0] != 0)
                  : Optional.empty();
            });
  }

  private Optional<Object> value(long object, long attribute) {
    return token.talking(
        () -> {
          // The wrapper puts new objects into the array.
          CK_ATTRIBUTE[] asked = {new CK_ATTRIBUTE()};
          asked[0].type = attribute;
          try {
            calls.act(
                "C_GetAttributeValue", f -> f.C_GetAttributeValue(session, object, asked, true));
          } catch (ReturnValueException e) {
            if (!e.is(CKR_ATTRIBUTE_TYPE_INVALID, CKR_ATTRIBUTE_SENSITIVE)) {
              throw e;
            }
            return Optional.empty();
          }
          return Optional.ofNullable(asked[0].pValue);
        });
  }

  /** Makes an object of what is given. */
  public long create(Attributes attributes) {
    return token.talking(
        () ->
            calls.call(
                "C_CreateObject", f -> f.C_CreateObject(session, attributes.toArray(), true)));
  }

  /**
   * Makes an object with as many of {@code wishes} as the token knows; the last one is the first to
   * be left out.
   */
  public long create(Attributes needed, List<Attributes> wishes) {
    if (wishes.isEmpty()) {
      return create(needed);
    }
    Attributes all = needed;
    for (Attributes wish : wishes) {
      all = all.and(wish);
    }
    CK_ATTRIBUTE[] template = all.toArray();
    try {
      return calls.call("C_CreateObject", f -> f.C_CreateObject(session, template, true));
    } catch (ReturnValueException e) {
      if (e.is(
          CKR_ATTRIBUTE_TYPE_INVALID, CKR_ATTRIBUTE_VALUE_INVALID, CKR_TEMPLATE_INCONSISTENT)) {
        return create(needed, wishes.subList(0, wishes.size() - 1));
      }
      throw new Answers(token, problems).translated(e);
    }
  }

  public void change(long object, Attributes attributes) {
    act(
        () ->
            calls.act(
                "C_SetAttributeValue",
                f -> f.C_SetAttributeValue(session, object, attributes.toArray(), true)));
  }

  public void destroy(long object) {
    act(() -> calls.act("C_DestroyObject", f -> f.C_DestroyObject(session, object)));
  }

  /** Makes a key pair in the token. */
  public KeyPair generate(long mechanism, Attributes publicKey, Attributes privateKey) {
    return token.talking(
        () -> {
          long[] pair =
              calls.call(
                  "C_GenerateKeyPair",
                  f ->
                      f.C_GenerateKeyPair(
                          session,
                          mechanism(mechanism, Optional.empty()),
                          publicKey.toArray(),
                          privateKey.toArray(),
                          true));
          return new KeyPair(pair[0], pair[1]);
        });
  }

  /** Signs, or makes an HMAC; what {@code data} is, and what comes back, is the mechanism's. */
  public Bytes sign(long mechanism, long key, Bytes data) {
    return sign(mechanism, Optional.empty(), key, data);
  }

  /** RSASSA-PSS with SHA-256 and a salt of 32 bytes (CKM_RSA_PKCS_PSS), over a digest. */
  public Bytes signPssSha256(long key, Bytes digest) {
    CK_RSA_PKCS_PSS_PARAMS parameter = new CK_RSA_PKCS_PSS_PARAMS();
    parameter.hashAlg = CKM_SHA256;
    parameter.mgf = CKG_MGF1_SHA256;
    parameter.sLen = digest.size();
    return sign(CKM_RSA_PKCS_PSS, Optional.of(parameter), key, digest);
  }

  private Bytes sign(long mechanism, Optional<Object> parameter, long key, Bytes data) {
    return token.talking(
        () -> {
          calls.act(
              "C_SignInit", f -> f.C_SignInit(session, mechanism(mechanism, parameter), key, true));
          byte[] input = data.toArray();
          return Bytes.of(calls.call("C_Sign", f -> f.C_Sign(session, input)));
        });
  }

  /** The same for a secret result, which is not left behind in {@link Bytes}. */
  public SecretBytes deriveBySigning(long mechanism, long key, Bytes data) {
    return token.talking(
        () -> {
          calls.act(
              "C_SignInit",
              f -> f.C_SignInit(session, mechanism(mechanism, Optional.empty()), key, true));
          byte[] input = data.toArray();
          return SecretBytes.taking(calls.call("C_Sign", f -> f.C_Sign(session, input)));
        });
  }

  private static CK_MECHANISM mechanism(long type, Optional<Object> parameter) {
    CK_MECHANISM mechanism = new CK_MECHANISM();
    mechanism.mechanism = type;
    parameter.ifPresent(value -> mechanism.pParameter = value);
    return mechanism;
  }

  private void act(Runnable talk) {
    boolean unused =
        token.talking(
            () -> {
              talk.run();
              return true;
            });
  }

  /** Closes it. The login ends with the token's last session, so nobody else is logged out. */
  @Override
  public void close() {
    if (calls.leftBehind()) {
      return;
    }
    try {
      calls.act("C_CloseSession", f -> f.C_CloseSession(session));
    } catch (ReturnValueException e) {
      // The token was pulled, and its sessions with it.
      Pkcs11Module.LOG.debug("a session was gone already: {}", e.told());
    }
  }
}
