package io.birthmark.station.time;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's word, which whoever keeps the clock right gives it (systemd-timesyncd, chrony,
 * ntpsec, PTP), asked through systemd: the call itself is one that a sandboxed service may not
 * make. Asked only while the time is in doubt, and not more often than every ten seconds.
 */
public final class KernelSynchronisation implements Synchronisation {
  private static final Duration ASK_EVERY = Duration.ofSeconds(10);
  private static final long LIMIT_SECONDS = 5;

  private final StationClock.Steady steady;
  private Duration askedAt = Duration.ofSeconds(Long.MIN_VALUE / 2);
  private boolean answer;

  public KernelSynchronisation(StationClock.Steady steady) {
    this.steady = steady;
  }

  @Override
  public synchronized boolean now() {
    Duration at = steady.elapsed();
    if (at.minus(askedAt).compareTo(ASK_EVERY) >= 0) {
      askedAt = at;
      answer = ask();
    }
    return answer;
  }

  private static boolean ask() {
    try {
      Process process =
          new ProcessBuilder("timedatectl", "show", "--property=NTPSynchronized", "--value")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return process.exitValue() == 0 && said.equals("yes");
    } catch (IOException e) {
      // A system without systemd: then only the order of times counts.
      System.getLogger(KernelSynchronisation.class.getName())
          .log(System.Logger.Level.DEBUG, "whether the clock is synchronised cannot be asked", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
