package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_DEVICE_MEMORY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_DEVICE_REMOVED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_KEY_SIZE_RANGE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_MECHANISM_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_SESSION_CLOSED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_SESSION_HANDLE_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_SESSION_READ_ONLY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_SLOT_ID_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_TOKEN_NOT_PRESENT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_TOKEN_RESOURCE_EXCEEDED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_TOKEN_WRITE_PROTECTED;

import io.birthmark.hsm.ElementException;
import java.util.Optional;

/** Makes problems of what a module answers instead of CKR_OK (PKCS#11 v3.0, section 5.1). */
final class Answers {
  private final Token token;
  private final TokenProblems problems;

  Answers(Token token, TokenProblems problems) {
    this.token = token;
    this.problems = problems;
  }

  ElementException translated(ReturnValueException e) {
    if (e.is(
        CKR_DEVICE_REMOVED,
        CKR_TOKEN_NOT_PRESENT,
        CKR_SESSION_HANDLE_INVALID,
        CKR_SESSION_CLOSED,
        CKR_SLOT_ID_INVALID,
        CKR_CRYPTOKI_NOT_INITIALIZED)) {
      return token.gone(e.told(), Optional.of(e));
    }
    if (e.is(CKR_TOKEN_WRITE_PROTECTED, CKR_SESSION_READ_ONLY)) {
      return ElementException.lasting(problems.writeProtected(token.facts()), e);
    }
    if (e.is(CKR_DEVICE_MEMORY, CKR_TOKEN_RESOURCE_EXCEEDED)) {
      return ElementException.lasting(problems.full(token.facts(), e.told()), e);
    }
    if (e.is(CKR_MECHANISM_INVALID, CKR_KEY_SIZE_RANGE)) {
      return ElementException.lasting(problems.mechanism(token.facts(), "this: " + e.told()), e);
    }
    return unclear(e);
  }

  /**
   * A module may give any answer after its token was pulled, for example that an object is unknown,
   * so the token is asked whether it is still there.
   */
  private ElementException unclear(ReturnValueException e) {
    boolean there = token.lookAgain().map(now -> now.sameTokenAs(token.facts())).orElse(false);
    return there
        ? ElementException.lasting(problems.refusedCall(token.facts(), e.told()), e)
        : token.gone(e.told(), Optional.of(e));
  }
}
