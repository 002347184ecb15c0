package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_PROTECTED_AUTHENTICATION_PATH;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_EXPIRED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_INCORRECT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_LEN_RANGE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_LOCKED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_USER_PIN_NOT_INITIALIZED;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import java.util.Optional;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** One try to log in, if the token's flags allow any: never with the last try that is left. */
final class Login {

  /** Who logs in, and the flags that tell of his PIN (CK_TOKEN_INFO). */
  enum Who {
    USER("PIN", PKCS11Constants.CKU_USER, 0x10000),
    SECURITY_OFFICER("security officer's PIN", PKCS11Constants.CKU_SO, 0x100000);

    private final String noun;
    private final long type;
    private final long countLow;

    Who(String noun, long type, long countLow) {
      this.noun = noun;
      this.type = type;
      this.countLow = countLow;
    }

    String noun() {
      return noun;
    }

    /** CKF_USER_PIN_COUNT_LOW or its twin; FINAL_TRY, LOCKED and TO_BE_CHANGED follow it. */
    long countLow() {
      return countLow;
    }

    long finalTry() {
      return countLow << 1;
    }

    long locked() {
      return countLow << 2;
    }

    long toBeChanged() {
      return countLow << 3;
    }
  }

  private final Token token;
  private final NativeCalls calls;
  private final TokenProblems problems;

  Login(Token token, NativeCalls calls, TokenProblems problems) {
    this.token = token;
    this.calls = calls;
    this.problems = problems;
  }

  /** Logs in. Login is the token's, not the session's: another session may have done it. */
  void now(long session, Who who, SecretBytes pin) {
    TokenFacts facts = token.present();
    refuse(facts, who, pin);
    try {
      Pins.lend(pin, chars -> calls.act("C_Login", f -> f.C_Login(session, who.type, chars, true)));
    } catch (ReturnValueException e) {
      if (!e.is(CKR_USER_ALREADY_LOGGED_IN)) {
        throw failed(facts, who, pin, e);
      }
    }
  }

  /** Throws when the flags forbid a try, or {@code pin} was refused before. */
  void refuse(TokenFacts facts, Who who, SecretBytes pin) {
    if (facts.has(CKF_PROTECTED_AUTHENTICATION_PATH)) {
      throw ElementException.lasting(problems.pinPad(facts));
    }
    if (who == Who.USER && !facts.userPinSet()) {
      throw ElementException.lasting(problems.pinNotSet(facts));
    }
    if (facts.has(who.locked())) {
      throw ElementException.lasting(problems.pinLocked(facts, who.noun));
    }
    if (facts.has(who.finalTry())) {
      throw ElementException.lasting(problems.pinLastTry(facts, who.noun));
    }
    // A security officer's PIN that shall be changed still sets a user's PIN.
    if (who == Who.USER && facts.has(who.toBeChanged())) {
      throw ElementException.lasting(problems.pinExpired(facts, who.noun));
    }
    if (WrongPins.refused(facts, who.noun, pin, facts.has(who.countLow()))) {
      throw ElementException.lasting(
          problems.pinWrong(facts, who.noun, "; it was refused before and is not tried again"));
    }
  }

  /** What to throw after a try that failed; a wrong PIN is remembered. */
  RuntimeException failed(TokenFacts facts, Who who, SecretBytes pin, ReturnValueException e) {
    if (e.is(CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE)) {
      boolean countLow = flagsNow(facts).has(who.countLow());
      WrongPins.remember(facts, who.noun, pin, countLow);
      return ElementException.lasting(problems.pinWrong(facts, who.noun, " (" + e.told() + ")"), e);
    }
    if (e.is(CKR_PIN_LOCKED)) {
      return ElementException.lasting(problems.pinLocked(facts, who.noun), e);
    }
    if (e.is(CKR_PIN_EXPIRED)) {
      return ElementException.lasting(problems.pinExpired(facts, who.noun), e);
    }
    if (e.is(CKR_USER_PIN_NOT_INITIALIZED)) {
      return ElementException.lasting(problems.pinNotSet(facts), e);
    }
    return e;
  }

  private TokenFacts flagsNow(TokenFacts before) {
    Optional<TokenFacts> now = token.lookAgain();
    return now.orElse(before);
  }
}
