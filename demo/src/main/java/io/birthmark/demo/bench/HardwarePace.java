package io.birthmark.demo.bench;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tss.tpm.TPM_CC;

/**
 * Makes a simulated TPM as slow as one in hardware: each answer is held back until a soldered TPM
 * would have it. The times are of the order that such TPMs show, of none in particular; RSA keys
 * take seconds, writes to NV tens of milliseconds.
 *
 * @param scale of those times: 0.1 is ten times as fast
 */
record HardwarePace(double scale) {
  private static final Duration OTHER = Duration.ofMillis(10);
  private static final Map<Integer, Duration> TIMES =
      Map.ofEntries(
          takes(TPM_CC.Startup, 20),
          takes(TPM_CC.Shutdown, 20),
          takes(TPM_CC.GetCapability, 5),
          takes(TPM_CC.FlushContext, 5),
          takes(TPM_CC.ReadPublic, 10),
          takes(TPM_CC.StartAuthSession, 15),
          takes(TPM_CC.PolicySecret, 20),
          takes(TPM_CC.NV_ReadPublic, 5),
          takes(TPM_CC.NV_Read, 15),
          takes(TPM_CC.NV_DefineSpace, 40),
          takes(TPM_CC.NV_Write, 40),
          takes(TPM_CC.NV_WriteLock, 30),
          takes(TPM_CC.EvictControl, 60),
          takes(TPM_CC.ActivateCredential, 250),
          takes(TPM_CC.CreatePrimary, 3000));

  private static Map.Entry<Integer, Duration> takes(TPM_CC command, long millis) {
    return Map.entry(command.toInt(), Duration.ofMillis(millis));
  }

  TpmTransport around(TpmTransport inner) {
    return new TpmTransport() {
      @Override
      public byte[] send(byte[] command) {
        long until = System.nanoTime() + time(command);
        byte[] response = inner.send(command);
        try {
          TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw ElementException.passing(stopped());
        }
        return response;
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  private long time(byte[] command) {
    int code = ByteBuffer.wrap(command).getInt(6);
    return (long) (TIMES.getOrDefault(code, OTHER).toNanos() * scale);
  }

  private static Problem stopped() {
    return Problem.ofStation("bench.stopped", "The measurement was stopped.", "Start it again.");
  }

  String text() {
    return scale == 1 ? "a hardware TPM's pace" : "1/" + Math.round(1 / scale) + " of its delays";
  }
}
