package io.birthmark.station;

import io.birthmark.hsm.tpm.PaperTpm;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.config.StationConfig.Element;
import io.birthmark.station.run.Rehearsal;
import io.birthmark.station.run.RunOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run is rehearsed while the station is opened, beside it on another processor, so that the first
 * device need not wait for a thousand classes. No device is touched and nothing is written. It is
 * there for speed alone: whatever becomes of it, the station starts, and does not wait for it
 * longer than a little.
 *
 * <p>Left out is what costs the first device nothing: TLS and HTTP, which the uploader loads after
 * PASS. Left out too is what could not be done without a side effect: a vendor's PKCS#11 module
 * speaks to its readers as soon as it is loaded. So it is for stations with a slot for TPMs.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Several times what it takes a small board. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Thread thread;

  private WarmUp(Supplier<RunOutcome> rehearsal) {
    this.thread = new Thread(() -> carryOut(rehearsal), "warm-up");
  }

  /** Begins; empty when this station has nothing to rehearse. */
  static Optional<WarmUp> begin(StationConfig config, Clock clock) {
    return config.slots().stream().anyMatch(slot -> slot.element() == Element.TPM2)
        ? Optional.of(begin(() -> Rehearsal.of(PaperTpm::element, clock)))
        : Optional.empty();
  }

  static WarmUp begin(Supplier<RunOutcome> rehearsal) {
    WarmUp begun = new WarmUp(rehearsal);
    begun.thread.setDaemon(true);
    begun.thread.start();
    return begun;
  }

  private static void carryOut(Supplier<RunOutcome> rehearsal) {
    try {
      RunOutcome outcome = rehearsal.get();
      outcome.problem().ifPresent(problem -> leftOut(problem.code() + ": " + problem.sentence()));
    } catch (RuntimeException | LinkageError e) {
      leftOut(e.toString());
    }
  }

  private static void leftOut(String why) {
    LOG.warn("no run could be rehearsed, so the first one will be slower: {}", why);
  }

  /** Waits for its end, for a little while. */
  void await() {
    await(LIMIT);
  }

  void await(Duration limit) {
    try {
      thread.join(limit.toMillis());
      if (thread.isAlive()) {
        LOG.warn(
            "the rehearsal of a run goes on for longer than {} s; it is not waited for",
            limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
