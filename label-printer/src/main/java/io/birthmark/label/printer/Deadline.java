package io.birthmark.label.printer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what waits for a printer when it has taken too long: a write to a printer that reads nothing
 * any more would last for ever.
 */
final class Deadline implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);

  private Deadline() {}

  /** Carries out the end when this is not closed in time. */
  static Deadline in(Duration limit, Runnable end) {
    Deadline deadline = new Deadline();
    Thread watch =
        new Thread(
            () -> {
              if (!deadline.closedWithin(limit)) {
                end.run();
              }
            },
            "printer deadline");
    watch.setDaemon(true);
    watch.start();
    return deadline;
  }

  private boolean closedWithin(Duration limit) {
    try {
      return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
