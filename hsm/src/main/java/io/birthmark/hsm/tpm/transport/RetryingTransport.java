package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.util.Map;

/**
 * Sends a command again when the TPM asks for it. These codes mean that the command was not carried
 * out (TPM 2.0 Part 2, section 6.6), so the same bytes are right.
 */
final class RetryingTransport implements TpmTransport {
  static final int TRIES = 20;
  private static final long FIRST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private static final Map<Integer, String> ASK_AGAIN =
      Map.of(
          0x922, "TPM_RC_RETRY",
          0x908, "TPM_RC_YIELDED",
          0x90A, "TPM_RC_TESTING",
          0x920, "TPM_RC_NV_RATE");

  /** How to wait; a test does not. */
  interface Pause {
    void millis(long millis) throws InterruptedException;
  }

  private final TpmAddress address;
  private final TpmTransport inner;
  private final Pause pause;

  RetryingTransport(TpmAddress address, TpmTransport inner, Pause pause) {
    this.address = address;
    this.inner = inner;
    this.pause = pause;
  }

  @Override
  public byte[] send(byte[] command) {
    long millis = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      byte[] response = inner.send(command);
      String asked = ASK_AGAIN.get(Framing.intAt(response, 6));
      if (asked == null) {
        return response;
      }
      if (attempt == TRIES) {
        throw ElementException.passing(TransportProblems.stillBusy(address, asked, TRIES));
      }
      try {
        pause.millis(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ElementException.passing(
            TransportProblems.gone(address, "the station was told to stop"), e);
      }
      millis = Math.min(millis * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
