package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_RW_SESSION;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_SERIAL_SESSION;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM_INFO;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * A token that was found, and the lease on its module. One thread uses it.
 *
 * <p>Every method may throw {@link ElementException}.
 */
public final class Token implements AutoCloseable {
  private static final int LABEL = 32;

  private final Pkcs11Module module;
  private final NativeCalls calls;
  private final Owner owner;
  private final TokenProblems problems;
  private TokenFacts facts;
  private boolean closed;

  Token(Pkcs11Module module, NativeCalls calls, Access access, TokenFacts facts) {
    this.module = module;
    this.calls = calls;
    this.owner = access.owner();
    this.problems = new TokenProblems(owner);
    this.facts = facts;
  }

  /** As it was found, or initialised. */
  public TokenFacts facts() {
    return facts;
  }

  public Cost cost() {
    return calls.cost();
  }

  /** A session that can write. Open one at a time. */
  public TokenSession openSession() {
    if (facts.writeProtected()) {
      throw ElementException.lasting(problems.writeProtected(facts));
    }
    return open(CKF_SERIAL_SESSION | CKF_RW_SESSION);
  }

  /** A session that only reads and signs. */
  public TokenSession openReadOnly() {
    return open(CKF_SERIAL_SESSION);
  }

  private TokenSession open(long flags) {
    TokenFacts unused = present();
    return talking(
        () -> {
          long session =
              calls.call("C_OpenSession", f -> f.C_OpenSession(facts.slot(), flags, null, null));
          return new TokenSession(this, calls, problems, session);
        });
  }

  /**
   * Looks whether it is still there, and still the same.
   *
   * @return what it says of itself now
   */
  public TokenFacts present() {
    TokenFacts now =
        lookAgain().orElseThrow(() -> gone("it no longer answers in its slot", Optional.empty()));
    if (!now.sameTokenAs(facts)) {
      module.lookAfresh();
      throw ElementException.passing(problems.swapped(facts, now));
    }
    return now;
  }

  /** Asks it anew what it says of itself. */
  public void refresh() {
    facts = present();
  }

  Optional<TokenFacts> lookAgain() {
    try {
      long slot = facts.slot();
      return Optional.of(
          calls.call("C_GetTokenInfo", f -> TokenFacts.of(slot, f.C_GetTokenInfo(slot))));
    } catch (ReturnValueException e) {
      Pkcs11Module.LOG.debug("{} does not answer: {}", facts, e.told());
      return Optional.empty();
    }
  }

  /**
   * Initialises it: everything on it is erased, and the security officer's PIN is set, or has to be
   * the one that is set already (C_InitToken). No session may be open.
   */
  public void initialise(SecretBytes securityOfficerPin, String label) {
    char[] padded = new char[LABEL];
    Arrays.fill(padded, ' ');
    label.getChars(0, Math.min(label.length(), LABEL), padded, 0);
    TokenFacts before = present();
    Login login = new Login(this, calls, problems);
    if (before.initialised()) {
      // A blank token takes any; SoftHSM says of one that the security officer's PIN is locked.
      login.refuse(before, Login.Who.SECURITY_OFFICER, securityOfficerPin);
    }
    boolean unused =
        talking(
            () -> {
              try {
                Pins.lend(
                    securityOfficerPin,
                    pin ->
                        calls.act(
                            "C_InitToken", f -> f.C_InitToken(before.slot(), pin, padded, true)));
              } catch (ReturnValueException e) {
                throw login.failed(before, Login.Who.SECURITY_OFFICER, securityOfficerPin, e);
              }
              return true;
            });
    facts =
        lookAgain()
            .orElseThrow(() -> gone("it does not answer after C_InitToken", Optional.empty()));
  }

  /** Whether it has {@code mechanism} with all of {@code flags} for keys of {@code bits}. */
  public boolean has(long mechanism, long flags, long bits) {
    return talking(
        () -> {
          long slot = facts.slot();
          try {
            CK_MECHANISM_INFO info =
                calls.call("C_GetMechanismInfo", f -> f.C_GetMechanismInfo(slot, mechanism));
            boolean inRange =
                bits == 0
                    || (info.ulMaxKeySize == 0
                        || (bits >= info.ulMinKeySize && bits <= info.ulMaxKeySize));
            return (info.flags & flags) == flags && inRange;
          } catch (ReturnValueException e) {
            if (e.is(PKCS11Constants.CKR_MECHANISM_INVALID)) {
              return false;
            }
            throw e;
          }
        });
  }

  /** The problem of a token that cannot do {@code what}. */
  public ElementException cannot(String what) {
    return ElementException.lasting(problems.mechanism(facts, what));
  }

  ElementException gone(String why, Optional<Throwable> cause) {
    if (owner == Owner.STATION) {
      module.lookAfresh();
    }
    String name = facts.toString();
    return cause
        .map(c -> ElementException.passing(problems.gone(name, why), c))
        .orElseGet(() -> ElementException.passing(problems.gone(name, why)));
  }

  /** Lets a module's answers out of this package only as problems. */
  <T> T talking(Supplier<T> talk) {
    try {
      return talk.get();
    } catch (ReturnValueException e) {
      throw new Answers(this, problems).translated(e);
    }
  }

  /** Gives the module free. Sessions have to be closed before. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      module.release(calls);
    }
  }
}
