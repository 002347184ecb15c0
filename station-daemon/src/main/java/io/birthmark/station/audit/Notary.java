package io.birthmark.station.audit;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Heads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports a head of the journal once a day, at a stop, and when asked. No run waits for it, and
 * what stands in its way is tried again.
 */
public final class Notary implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notary.class);
  private static final Duration UNCOVERED_AT_MOST = Duration.ofDays(1);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(10);
  // A stop is not held up by an HSM that does not answer; the next start makes the head.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String station;
  private final Heads heads;
  private final HeadFolder folder;
  private final Optional<HeadSigner> signer;
  private final Supplier<Optional<Problem>> clockObjection;
  private final Clock clock;
  private volatile Optional<Problem> problem = Optional.empty();
  private Optional<Instant> failedAt = Optional.empty();
  private Optional<ScheduledExecutorService> thread = Optional.empty();

  /**
   * A notary.
   *
   * @param signer empty for a station without an HSM, whose heads are not signed
   * @param clockObjection why the time cannot be trusted now; then it waits
   */
  public Notary(
      String station,
      Heads heads,
      HeadFolder folder,
      Optional<HeadSigner> signer,
      Supplier<Optional<Problem>> clockObjection,
      Clock clock) {
    this.station = station;
    this.heads = heads;
    this.folder = folder;
    this.signer = signer;
    this.clockObjection = clockObjection;
    this.clock = clock;
  }

  /** What came of making a head. */
  public sealed interface Made {
    /**
     * It is in {@code file}.
     *
     * @param unsigned why nobody signed it
     */
    record Exported(Path file, SignedHead head, Optional<Problem> unsigned) implements Made {}

    /** Nothing happened since the last one. */
    record NothingNew() implements Made {}

    /** Not now. */
    record Waiting(Problem problem) implements Made {}
  }

  /** Makes a head of all events there are. */
  public synchronized Made make(String who) {
    Optional<Heads.End> end = heads.uncovered();
    Optional<Problem> objection = clockObjection.get();
    if (end.isEmpty()) {
      return new Made.NothingNew();
    }
    if (objection.isPresent()) {
      return new Made.Waiting(objection.get());
    }
    Made made = make(end.get(), who);
    problem =
        made instanceof Made.Waiting waiting
            ? Optional.of(waiting.problem())
            : ((Made.Exported) made).unsigned();
    return made;
  }

  private Made make(Heads.End end, String who) {
    Instant now = clock.instant();
    Head head = new Head(station, now, end.events(), end.hash());
    String statement = head.statement();
    Optional<SignedHead.Seal> seal = Optional.empty();
    Optional<Problem> unsigned = signer.isPresent() ? Optional.empty() : Optional.of(unsigned());
    try {
      seal = signer.map(with -> with.sign(Bytes.of(statement.getBytes(StandardCharsets.UTF_8))));
    } catch (ElementException e) {
      if (e.retryHelps()) {
        return new Made.Waiting(e.problem());
      }
      unsigned = Optional.of(e.problem());
    }
    SignedHead signed = new SignedHead(head, statement, seal);
    if (signed.isForged()) {
      return new Made.Waiting(AuditProblems.badSignature());
    }
    try {
      Path file = folder.add(signed);
      // The file first: after a stop in between, it is found again and not written twice.
      heads.exported(end, seal.map(s -> s.publicKey().sha256()), now, who);
      return new Made.Exported(file, signed, unsigned);
    } catch (IOException e) {
      return new Made.Waiting(AuditProblems.cannotExport(folder.path(), e));
    }
  }

  /** What keeps heads from being made or signed, as far as it was tried. */
  public Optional<Problem> problem() {
    return problem;
  }

  public boolean signs() {
    return signer.isPresent();
  }

  /** What is to be known of a station whose heads nobody signs. */
  public static Problem unsigned() {
    return AuditProblems.unsigned();
  }

  /** Begins to look once a minute whether a head is due. */
  public void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "notary");
              made.setDaemon(true);
              return made;
            });
    thread = Optional.of(started);
    var unused =
        started.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Makes a head if one is due. */
  void look() {
    try {
      Instant now = clock.instant();
      boolean rests =
          failedAt
              .filter(at -> !now.isBefore(at) && now.isBefore(at.plus(AFTER_A_FAILURE)))
              .isPresent();
      boolean due =
          heads
              .uncoveredSince()
              .filter(since -> !now.isBefore(since.plus(UNCOVERED_AT_MOST)))
              .isPresent();
      if (due && !rests) {
        failedAt = tell(make("station")) ? Optional.empty() : Optional.of(now);
      }
    } catch (StorageException e) {
      LOG.warn("audit: {}", e.problem().sentence());
    } catch (RuntimeException e) {
      // Tomorrow's head must not be lost with today's.
      LOG.error("audit: a fault in the station's software", e);
    }
  }

  private static boolean tell(Made made) {
    if (made instanceof Made.Waiting waiting) {
      LOG.warn("audit: no head of the journal now: {}", waiting.problem().sentence());
      return false;
    }
    if (made instanceof Made.Exported exported) {
      LOG.info("audit: the journal's head is in {}", exported.file());
    }
    return true;
  }

  /** The last head of the day; only a notary that was started makes one. */
  @Override
  public void close() {
    thread.ifPresent(this::finish);
    thread = Optional.empty();
  }

  private void finish(ScheduledExecutorService started) {
    try {
      var last =
          started.submit(
              () -> {
                var unused = tell(make("station"));
              });
      started.shutdown();
      last.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("audit: no head of the journal at this stop", e);
    }
  }
}
