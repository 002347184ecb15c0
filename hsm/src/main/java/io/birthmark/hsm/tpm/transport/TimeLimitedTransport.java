package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Gives up on a TPM that does not answer in time. The waiting is done on a thread of its own: a
 * kernel driver that hangs cannot be interrupted, only left behind.
 */
final class TimeLimitedTransport implements TpmTransport {
  private final TpmAddress address;
  private final TpmTransport inner;
  private final Duration limit;
  private final ExecutorService waiter;
  private boolean hungUp;

  private TimeLimitedTransport(
      TpmAddress address, TpmTransport inner, Duration limit, ExecutorService waiter) {
    this.address = address;
    this.inner = inner;
    this.limit = limit;
    this.waiter = waiter;
  }

  /**
   * Opens a connection; one that comes too late is closed again.
   *
   * @param connectLimit how long opening may take
   * @param limit how long one command may take
   */
  static TimeLimitedTransport open(
      TpmAddress address, Duration connectLimit, Duration limit, Supplier<TpmTransport> opening) {
    ExecutorService waiter =
        Executors.newSingleThreadExecutor(work -> daemon(work, "tpm " + address));
    boolean open = false;
    try {
      CompletableFuture<TpmTransport> opened = CompletableFuture.supplyAsync(opening, waiter);
      TpmTransport inner =
          within(address, connectLimit, opened, () -> opened.thenAccept(TpmTransport::close));
      open = true;
      return new TimeLimitedTransport(address, inner, limit, waiter);
    } finally {
      if (!open) {
        waiter.shutdown();
      }
    }
  }

  @Override
  public byte[] send(byte[] command) {
    if (hungUp) {
      throw ElementException.passing(TransportProblems.gone(address, "the station hung up"));
    }
    Future<byte[]> answer = waiter.submit(() -> inner.send(command));
    return within(
        address,
        limit,
        answer,
        () -> {
          leaveBehind();
          answer.cancel(true);
        });
  }

  /** Closing a device whose driver hangs may hang too, so nobody waits for it. */
  private void leaveBehind() {
    hungUp = true;
    daemon(inner::close, "hang up " + address).start();
  }

  @Override
  public void close() {
    waiter.shutdown();
    if (!hungUp) {
      hungUp = true;
      inner.close();
    }
  }

  private static <T> T within(
      TpmAddress address, Duration limit, Future<T> answer, Runnable hangUp) {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      hangUp.run();
      throw ElementException.passing(TransportProblems.silent(address, limit), e);
    } catch (InterruptedException e) {
      hangUp.run();
      Thread.currentThread().interrupt();
      throw ElementException.passing(
          TransportProblems.gone(address, "the station was told to stop"), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ElementException element) {
        throw element;
      }
      throw new IllegalStateException("talking to the TPM at " + address + " failed", e.getCause());
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
