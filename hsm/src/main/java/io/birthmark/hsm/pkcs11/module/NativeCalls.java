package io.birthmark.hsm.pkcs11.module;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.ElementException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one thread on which a connection calls into its module, with a time limit and a meter.
 *
 * <p>A call that is late is left behind on its thread; after that nothing more can be called here.
 */
final class NativeCalls implements AutoCloseable {

  /** A call of one function. */
  @FunctionalInterface
  interface Native<T> {
    T run(PKCS11 functions) throws PKCS11Exception;
  }

  /** A call of one function that gives nothing back. */
  @FunctionalInterface
  interface NativeAction {
    void run(PKCS11 functions) throws PKCS11Exception;
  }

  private final Pkcs11Module module;
  private final PKCS11 functions;
  private final Duration limit;
  private final Lease lease;
  private final ExecutorService thread;
  private final Map<String, Integer> counts = new TreeMap<>();
  private long nanos;
  private boolean leftBehind;

  NativeCalls(Pkcs11Module module, PKCS11 functions, Duration limit, Lease lease) {
    this.module = module;
    this.functions = functions;
    this.limit = limit;
    this.lease = lease;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread worker = new Thread(work, "pkcs11 " + module.name());
              worker.setDaemon(true);
              return worker;
            });
  }

  void act(String function, NativeAction action) {
    boolean unused =
        call(
            function,
            f -> {
              action.run(f);
              return true;
            });
  }

  /**
   * Calls {@code function}.
   *
   * @throws ReturnValueException when it does not answer CKR_OK
   * @throws ElementException when it does not answer in time
   */
  <T> T call(String function, Native<T> call) {
    if (leftBehind) {
      throw ElementException.lasting(ModuleProblems.hanging(module.name(), function));
    }
    counts.merge(function, 1, Integer::sum);
    long start = System.nanoTime();
    CompletableFuture<T> answer = CompletableFuture.supplyAsync(() -> run(function, call), thread);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      leaveBehind(function, answer);
      throw ElementException.lasting(ModuleProblems.silent(module.name(), function, limit), e);
    } catch (InterruptedException e) {
      leaveBehind(function, answer);
      Thread.currentThread().interrupt();
      throw ElementException.passing(ModuleProblems.stopped(module.name(), function), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReturnValueException refused) {
        throw refused;
      }
      if (e.getCause() instanceof ElementException element) {
        throw element;
      }
      throw new IllegalStateException(function + " failed", e.getCause());
    } finally {
      nanos += System.nanoTime() - start;
    }
  }

  private <T> T run(String function, Native<T> call) {
    try {
      return call.run(functions);
    } catch (PKCS11Exception e) {
      throw new ReturnValueException(function, e.getErrorCode(), e);
    } catch (RuntimeException e) {
      throw e instanceof ElementException ? e : new CompletionException(e);
    }
  }

  private void leaveBehind(String function, CompletableFuture<?> answer) {
    leftBehind = true;
    module.hangs(function, lease, answer);
  }

  Lease lease() {
    return lease;
  }

  /** Whether a call was given up; its session must not be touched again. */
  boolean leftBehind() {
    return leftBehind;
  }

  Cost cost() {
    return new Cost(Map.copyOf(counts), Duration.ofNanos(nanos));
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
