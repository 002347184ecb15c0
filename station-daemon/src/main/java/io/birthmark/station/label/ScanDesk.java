package io.birthmark.station.label;

import io.birthmark.hsm.Problem;
import io.birthmark.station.run.LabelScans;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs that wait for their label to be scanned back, and the scans that come in. */
public final class ScanDesk implements LabelScans {
  private final Map<String, Wait> waiting = new LinkedHashMap<>();

  /**
   * A run that waits.
   *
   * @param codes of the label that is valid when they are asked for: it may be reprinted meanwhile
   */
  private record Wait(String serial, Supplier<List<String>> codes, CountDownLatch seen) {
    boolean isFor(String code) {
      return codes.get().contains(code);
    }
  }

  /** What a scan was. */
  public sealed interface Scan {
    record Match(String slot, String serial) implements Scan {}

    record Mismatch(String slot, String serial) implements Scan {}

    record NobodyWaits() implements Scan {}
  }

  /** Whether the right label was scanned in time. */
  boolean await(String slot, String serial, Supplier<List<String>> codes, Duration limit) {
    Wait wait = new Wait(serial, codes, new CountDownLatch(1));
    synchronized (waiting) {
      waiting.put(slot, wait);
    }
    try {
      return wait.seen().await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      synchronized (waiting) {
        waiting.remove(slot);
      }
    }
  }

  @Override
  public boolean awaited(String slot) {
    synchronized (waiting) {
      return waiting.containsKey(slot);
    }
  }

  @Override
  public boolean matches(String slot, String code) {
    synchronized (waiting) {
      return Optional.ofNullable(waiting.get(slot)).filter(wait -> wait.isFor(code)).isPresent();
    }
  }

  @Override
  public Optional<Problem> scanned(String slot, String code) {
    Scan scan = scanned(Optional.of(slot), code);
    if (scan instanceof Scan.Match) {
      return Optional.empty();
    }
    return Optional.of(
        scan instanceof Scan.Mismatch wrong
            ? LabelProblems.mismatch(wrong.slot(), wrong.serial())
            : LabelProblems.nobodyWaits());
  }

  /**
   * A code was read from a label.
   *
   * @param slot the one meant; otherwise the one whose label it is
   */
  public Scan scanned(Optional<String> slot, String code) {
    synchronized (waiting) {
      for (Map.Entry<String, Wait> entry : waiting.entrySet()) {
        boolean meant = slot.isEmpty() || slot.get().equals(entry.getKey());
        if (meant && entry.getValue().isFor(code)) {
          entry.getValue().seen().countDown();
          return new Scan.Match(entry.getKey(), entry.getValue().serial());
        }
      }
      return waiting.entrySet().stream()
          .filter(entry -> slot.isEmpty() || slot.get().equals(entry.getKey()))
          .findFirst()
          .<Scan>map(entry -> new Scan.Mismatch(entry.getKey(), entry.getValue().serial()))
          .orElseGet(Scan.NobodyWaits::new);
    }
  }
}
