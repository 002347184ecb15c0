package io.birthmark.hsm.pkcs11.module;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_OS_LOCKING_OK;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED;

import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import io.birthmark.hsm.ElementException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;

/**
 * A PKCS#11 library in this process. There is one object for each library, and it stays for ever: a
 * library cannot be loaded twice, and the wrapper unloads one when its object is collected.
 *
 * <p>Thread-safe. Every method may throw {@link ElementException}.
 */
public final class Pkcs11Module {
  static final Logger LOG = LoggerFactory.getLogger(Pkcs11Module.class);

  private static final Map<Path, Pkcs11Module> LOADED = new HashMap<>();

  private final String name;
  private final PKCS11 functions;

  private final Turns turns;

  private Pkcs11Module(String name, PKCS11 functions) {
    this.name = name;
    this.functions = functions;
    this.turns = new Turns(name);
  }

  /**
   * The module in {@code file}, loaded at its first use.
   *
   * @throws ElementException when the file is not a module for this machine; it is then not touched
   */
  public static Pkcs11Module at(Path file) {
    synchronized (LOADED) {
      return LOADED.computeIfAbsent(ModuleFile.checked(file), Pkcs11Module::load);
    }
  }

  private static Pkcs11Module load(Path file) {
    StaticLogger.setLogger(new WrapperLog());
    try {
      return new Pkcs11Module(
          file.toString(), PKCS11Module.getInstance(file.toString()).getPKCS11Module());
    } catch (IOException | UnsatisfiedLinkError e) {
      String why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
      throw ElementException.lasting(ModuleProblems.unloadable(file.toString(), why), e);
    }
  }

  /** A module that is reached in another way than by loading a file; {@code functions} is it. */
  public static Pkcs11Module speaking(String name, PKCS11 functions) {
    return new Pkcs11Module(name, functions);
  }

  /** The functions themselves, for one that stands between them and another module object. */
  public PKCS11 functions() {
    return functions;
  }

  /** The library's path. */
  public String name() {
    return name;
  }

  /**
   * Finds a token and holds the module for it until {@link Token#close}. When the token is not to
   * be seen, the module is initialised anew, as soon as nobody else holds it.
   */
  public Token connect(Access access) {
    Lease lease = new Lease();
    NativeCalls calls = new NativeCalls(this, functions, access.limit(), lease);
    boolean connected = false;
    try {
      Token token = new Token(this, calls, access, look(calls, lease, access).orThrow());
      connected = true;
      return token;
    } catch (ReturnValueException e) {
      throw ElementException.passing(ModuleProblems.refused(name, e.told()), e);
    } finally {
      if (!connected) {
        release(calls);
      }
    }
  }

  /**
   * Whether the token is there, as far as the module shows it now; empty when that is not known.
   * The module is not initialised anew for a glance, and no session is opened.
   */
  public Optional<Boolean> shows(Access access) {
    Lease lease = new Lease();
    NativeCalls calls = new NativeCalls(this, functions, access.limit(), lease);
    try {
      Turns.Seen seen =
          turns.enter(lease, access.owner(), System.nanoTime() + access.patience().toNanos());
      return seen.initialised() && !seen.stale()
          ? Optional.of(Look.at(calls, access, name).taken().isPresent())
          : Optional.empty();
    } catch (ReturnValueException e) {
      LOG.debug("a glance at {} showed nothing: {}", name, e.told());
      return Optional.empty();
    } finally {
      release(calls);
    }
  }

  private Look look(NativeCalls calls, Lease lease, Access access) {
    long deadline = System.nanoTime() + access.patience().toNanos();
    Turns.Seen seen = turns.enter(lease, access.owner(), deadline);
    Optional<Look> first =
        seen.initialised() ? Optional.of(Look.at(calls, access, name)) : Optional.empty();
    if (first.map(Look::settled).orElse(false) && !seen.stale()) {
      return first.get();
    }
    switch (turns.beAlone(lease, seen, deadline)) {
      case ALONE -> initialise(calls, lease);
      case OTHERS_DID -> LOG.debug("{} was initialised anew meanwhile", name);
      case TOO_LATE -> {
        // Whoever comes next and is alone then looks afresh; a run that holds a device's token
        // here waits for itself, and the HSM it misses would not be found by the next one either.
        turns.stale();
        if (first.map(look -> look.settled() || access.owner() == Owner.STATION).orElse(false)) {
          return first.get();
        }
        throw ElementException.passing(ModuleProblems.busy(name, access.patience()));
      }
    }
    return Look.at(calls, access, name);
  }

  private void initialise(NativeCalls calls, Lease lease) {
    boolean done = false;
    try {
      if (turns.touched()) {
        finish(calls);
      }
      CK_C_INITIALIZE_ARGS threads = new CK_C_INITIALIZE_ARGS();
      threads.flags = CKF_OS_LOCKING_OK;
      calls.act("C_Initialize", f -> f.C_Initialize(threads, true));
      done = true;
    } catch (ReturnValueException e) {
      if (!e.is(CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
        throw e;
      }
      done = true;
    } finally {
      turns.initialised(done, lease);
    }
  }

  private static void finish(NativeCalls calls) {
    try {
      calls.act("C_Finalize", f -> f.C_Finalize(null));
    } catch (ReturnValueException e) {
      if (!e.is(CKR_CRYPTOKI_NOT_INITIALIZED)) {
        throw e;
      }
    }
  }

  /** The next connection shall start the module anew, because what is seen now is not all. */
  public void lookAfresh() {
    turns.stale();
  }

  /** A call was given up: nobody may come in before it returns. */
  void hangs(String function, Lease lease, CompletableFuture<?> answer) {
    LOG.error(
        "{} does not come back from {}; no new connection is made before it does", name, function);
    turns.hangs(function, lease);
    answer.whenComplete(
        (value, failure) -> {
          LOG.warn("{} came back from {} at last", name, function);
          turns.cameBack(lease);
        });
  }

  void release(NativeCalls calls) {
    calls.close();
    if (!calls.leftBehind()) {
      turns.leave(calls.lease());
    }
  }
}
