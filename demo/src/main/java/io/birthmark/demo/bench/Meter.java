package io.birthmark.demo.bench;

import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The time that a TPM itself takes: from the last byte sent to the last byte received. */
final class Meter {
  private final AtomicLong nanos = new AtomicLong();

  TpmTransport around(TpmTransport inner) {
    return new TpmTransport() {
      @Override
      public byte[] send(byte[] command) {
        long from = System.nanoTime();
        try {
          return inner.send(command);
        } finally {
          nanos.addAndGet(System.nanoTime() - from);
        }
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  /** The time since it was asked last. */
  Duration take() {
    return Duration.ofNanos(nanos.getAndSet(0));
  }
}
