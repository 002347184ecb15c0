package io.birthmark.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Does the same with many devices at once. */
final class Workers implements AutoCloseable {
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  /** What is done with one. */
  interface Work<T> {
    void on(T one) throws IOException, InterruptedException;
  }

  /** Does {@code work} on each, and returns when all are done. */
  <T> void each(List<T> all, Work<T> work) throws IOException, InterruptedException {
    try {
      List<Future<Boolean>> futures = new ArrayList<>();
      for (T one : all) {
        futures.add(
            threads.submit(
                () -> {
                  work.on(one);
                  return true;
                }));
      }
      for (Future<Boolean> future : futures) {
        boolean unused = future.get();
      }
    } catch (RejectedExecutionException e) {
      throw new IOException("the demo was stopped", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Tells those at work to stop; they get to the end of what they are in the middle of. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Whether all have stopped within {@code limit}. */
  boolean awaitEnd(Duration limit) {
    try {
      return threads.awaitTermination(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
