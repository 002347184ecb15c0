package io.birthmark.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.tpm.transport.TpmTransport;
import io.birthmark.station.pulse.Pulse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * A TPM that is slow within its time limit leaves its slot alive; the time after it does not count.
 */
class WatchedTransportTest {
  private final AtomicLong now = new AtomicLong();
  private final Pulse pulse = new Pulse("slot A", Duration.ofSeconds(60), now::get);

  @Test
  void aSlowCommandIsTheDevicesTime() {
    TpmTransport slow =
        new TpmTransport() {
          @Override
          public byte[] send(byte[] command) {
            now.addAndGet(Duration.ofMinutes(2).toNanos());
            assertThat(pulse.overdue()).isEmpty();
            return command;
          }

          @Override
          public void close() {}
        };
    try (TpmTransport watched = new WatchedTransport(slow, Duration.ofSeconds(90), pulse)) {
      assertThat(watched.send(new byte[10])).hasSize(10);
    }
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(pulse.overdue()).isPresent();
  }
}
