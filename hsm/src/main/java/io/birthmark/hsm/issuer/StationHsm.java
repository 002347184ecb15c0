package io.birthmark.hsm.issuer;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.module.Access;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The station's own HSM. It is looked for anew at each use and held no longer than that, so one
 * that was away is found again by itself, and nothing of a former session is ever believed.
 *
 * <p>Thread-safe: each use has a session of its own.
 */
public final class StationHsm {
  /** One call; a network HSM that is busy takes its time, and so does an RSA key pair. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /**
   * For the devices behind the same module to finish, when it has to be started anew. A run that
   * asks holds its own device there, and waits for nothing: it is not kept long.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Pkcs11Module> module;
  private final TokenChoice choice;
  private final Supplier<SecretBytes> pin;

  private StationHsm(Supplier<Pkcs11Module> module, TokenChoice choice, Supplier<SecretBytes> pin) {
    this.module = module;
    this.choice = choice;
    this.pin = pin;
  }

  /**
   * An HSM behind a vendor's library, which is loaded at the first use.
   *
   * @param pin gives the user's PIN at each use, which is wiped after it
   */
  public static StationHsm behind(Path module, TokenChoice choice, Supplier<SecretBytes> pin) {
    return new StationHsm(new Once(module), choice, pin);
  }

  /** An HSM behind a module that is there already. */
  static StationHsm behind(Pkcs11Module module, TokenChoice choice, Supplier<SecretBytes> pin) {
    return new StationHsm(() -> module, choice, pin);
  }

  /** Something done with the HSM, logged in. */
  interface Work<T> {
    T with(Token token, TokenSession session);
  }

  /**
   * Lets {@code work} read, sign and derive. When the HSM goes away meanwhile, it is looked for and
   * the work is done once more.
   *
   * @throws ElementException when it is not there then either; a retry helps once it is back
   */
  <T> T use(Work<T> work) {
    try (Token token = connect()) {
      return loggedIn(token, Token::openReadOnly, work);
    } catch (CutOffException cutOff) {
      try (Token token = connect()) {
        return loggedIn(token, Token::openReadOnly, work);
      } catch (CutOffException again) {
        throw again.reason();
      }
    }
  }

  /** Lets {@code work} write; never done a second time by itself. */
  <T> T change(Work<T> work) {
    try (Token token = connect()) {
      return loggedIn(token, Token::openSession, work);
    } catch (CutOffException cutOff) {
      throw cutOff.reason();
    }
  }

  private Token connect() {
    return module.get().connect(Access.ofStation(choice, LIMIT, PATIENCE));
  }

  private <T> T loggedIn(Token token, Function<Token, TokenSession> open, Work<T> work) {
    try (TokenSession session = open.apply(token)) {
      try (SecretBytes secret = pin.get()) {
        session.login(secret);
      }
      return work.with(token, session);
    } catch (ElementException e) {
      if (e.retryHelps()) {
        throw new CutOffException(e);
      }
      throw e;
    }
  }

  /** That the HSM had been found, and was lost at work. */
  private static final class CutOffException extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    private final ElementException reason;

    CutOffException(ElementException reason) {
      super(reason);
      this.reason = reason;
    }

    ElementException reason() {
      return reason;
    }
  }

  /** A module that is kept once it was loaded; while it cannot be, each use says so. */
  private static final class Once implements Supplier<Pkcs11Module> {
    private final Path file;
    private Optional<Pkcs11Module> loaded = Optional.empty();

    Once(Path file) {
      this.file = file;
    }

    @Override
    public synchronized Pkcs11Module get() {
      Pkcs11Module module = loaded.orElseGet(() -> Pkcs11Module.at(file));
      loaded = Optional.of(module);
      return module;
    }
  }
}
