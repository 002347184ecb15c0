package io.birthmark.station;

import io.birthmark.hsm.tpm.transport.TpmTransport;
import io.birthmark.station.pulse.Pulse;
import java.time.Duration;

/**
 * A TPM that makes a key may be silent for as long as one command may take, and its slot is well
 * all the same: before each command the slot gives a sign that counts for so long.
 */
final class WatchedTransport implements TpmTransport {
  private final TpmTransport inner;
  private final Duration commandLimit;
  private final Pulse pulse;

  WatchedTransport(TpmTransport inner, Duration commandLimit, Pulse pulse) {
    this.inner = inner;
    this.commandLimit = commandLimit;
    this.pulse = pulse;
  }

  @Override
  public byte[] send(byte[] command) {
    pulse.beat(commandLimit);
    try {
      return inner.send(command);
    } finally {
      pulse.beat();
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
