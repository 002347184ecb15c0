package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Operation;
import io.birthmark.station.journal.QueuedEnrollment;
import io.birthmark.station.pulse.Pulse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the journal's queue to the enrollment service, on a thread of its own. All it knows of
 * single intents is in the journal, so that it may be killed at any moment.
 */
public final class Uploader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration HELD = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** A long sleep is made of short ones, so that whoever watches sees that it turns. */
  private static final Duration NAP = Duration.ofSeconds(10);

  private final EnrollmentQueue queue;
  private final EnrollmentService service;
  private final DerivedKeys keys;
  private final Errand errand;
  private final Supplier<Optional<Problem>> hold;
  private final UploadRules rules;
  private final Clock clock;
  private final ServiceLine line;
  private final Pulse pulse;

  // One trip at a time, whoever makes it.
  private final ReentrantLock trip = new ReentrantLock();
  private boolean askFirst = true;
  private boolean aloneFirst;
  private boolean errandFirst = true;
  private boolean visitFirst = true;
  private boolean wasHeld;

  private final Visits visits = new Visits();
  private final Bell bell = new Bell();
  private Optional<Thread> thread = Optional.empty();

  /** Of a station that needs no groups and derives no keys. */
  public Uploader(
      EnrollmentQueue queue,
      EnrollmentService service,
      UploadRules rules,
      Clock clock,
      RandomGenerator random) {
    this(
        queue,
        service,
        DerivedKeys.none(),
        Errand.none(),
        Optional::empty,
        rules,
        clock,
        random,
        Pulse.unwatched());
  }

  /**
   * An uploader.
   *
   * @param keys where the keys come from that are uploaded for single devices
   * @param errand done on the way, before the queue
   * @param hold why nothing may be sent now; asked before every trip
   * @param pulse beats at each trip and each call; its limit is that of one call
   */
  public Uploader(
      EnrollmentQueue queue,
      EnrollmentService service,
      DerivedKeys keys,
      Errand errand,
      Supplier<Optional<Problem>> hold,
      UploadRules rules,
      Clock clock,
      RandomGenerator random,
      Pulse pulse) {
    this.queue = queue;
    this.service = service;
    this.keys = keys;
    this.errand = errand;
    this.hold = hold;
    this.rules = rules;
    this.clock = clock;
    this.line = new ServiceLine(rules, random, clock.instant(), errand::again, pulse);
    this.pulse = pulse;
  }

  public void start() {
    Thread started = new Thread(this::run, "uploader");
    started.setDaemon(true);
    thread = Optional.of(started);
    started.start();
  }

  /** There is something new in the queue. */
  public void wake() {
    bell.ring();
  }

  /** Something was changed at the service: the errand is done again, now. */
  public void recheck() {
    errand.again();
    wake();
  }

  public UploadState state() {
    return line.state(queue.backlog(), clock.instant());
  }

  /**
   * Uploads on the calling thread until nothing waits. A person asked for it, so pauses after
   * failures are cut short; one that the service asked for is kept.
   *
   * @param progress told of the backlog after every trip
   * @return the backlog that is left, empty unless the deadline came first
   */
  public Backlog drain(Consumer<UploadState> progress, Instant deadline)
      throws InterruptedException {
    hurry();
    while (true) {
      long heard = bell.rings();
      Duration rest = step();
      UploadState state = state();
      progress.accept(state);
      Duration left = Duration.between(clock.instant(), deadline);
      boolean done = state.backlog().isEmpty() && !errand.untilDue(clock.instant()).isZero();
      if (done || left.isNegative() || left.isZero() || bell.isClosed()) {
        return state.backlog();
      }
      bell.sleep(rest.compareTo(left) < 0 ? rest : left, heard);
    }
  }

  /**
   * Has a call made that is not the queue's: in turn with the queue, within the same budget, and
   * keeping the same pauses. Blocks until it was made.
   *
   * @param operations what the call takes of the service, at most
   * @param call a {@link NoAnswer} of it lengthens the pauses as any does; made on any thread
   * @throws InterruptedException also when the uploader stops
   */
  public <T> T inTurn(int operations, Supplier<T> call) throws InterruptedException {
    Visits.Visit<T> visit = visits.announce(operations, call);
    try {
      while (true) {
        long heard = bell.rings();
        Duration rest = step();
        Optional<T> answer = visit.answer();
        if (answer.isPresent()) {
          return answer.get();
        }
        if (bell.isClosed()) {
          throw new InterruptedException("the station is stopping");
        }
        bell.sleep(rest, heard);
      }
    } finally {
      visits.leave(visit);
    }
  }

  @Override
  public void close() {
    bell.close();
    thread.ifPresent(Uploader::finish);
  }

  private static void finish(Thread thread) {
    try {
      thread.join(GRACE.toMillis());
      // A call under way is given up: its intents stay "sending" and are asked for next time.
      thread.interrupt();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hurry() {
    trip.lock();
    try {
      errand.again();
      if (line.cutPauseShort()) {
        queue.makeDue(clock.instant());
      }
    } catch (StorageException e) {
      // The first trip meets it too, and shows it.
      LOG.debug("upload: {}", e.problem().sentence());
    } finally {
      trip.unlock();
    }
  }

  private void run() {
    while (!bell.isClosed()) {
      try {
        long heard = bell.rings();
        sleep(step(), heard);
      } catch (InterruptedException e) {
        // Only close() interrupts, and it has set closed.
        Thread.currentThread().interrupt();
      }
    }
  }

  private void sleep(Duration rest, long heard) throws InterruptedException {
    long until = System.nanoTime() + rest.toNanos();
    long left = rest.toNanos();
    while (left > 0 && bell.rings() == heard && !bell.isClosed()) {
      pulse.beat();
      bell.sleep(Duration.ofNanos(Math.min(left, NAP.toNanos())), heard);
      left = until - System.nanoTime();
    }
  }

  /**
   * Makes one trip if one is due, and says how long there is nothing to do after it, unless
   * something new comes. What {@link #start} does on its own thread, for whoever brings a clock.
   */
  public Duration step() {
    trip.lock();
    try {
      pulse.beat();
      return trip(clock.instant());
    } catch (StorageException e) {
      LOG.warn("upload: {}", e.problem().sentence());
      return line.withoutJournal(e.problem());
    } catch (RuntimeException e) {
      // Promise 6: whatever it is, the queue goes on; the intents concerned are asked for.
      LOG.error("upload: a fault in the station's software", e);
      return line.faulty(fault(e));
    } finally {
      trip.unlock();
    }
  }

  private boolean isHeld() {
    Optional<Problem> held = hold.get();
    if (held.isPresent()) {
      line.stuck(held.get());
    } else if (wasHeld) {
      line.free();
    }
    wasHeld = held.isPresent();
    return wasHeld;
  }

  private Duration trip(Instant now) {
    if (isHeld()) {
      return HELD;
    }
    Duration left = line.pause(now);
    if (!left.isZero()) {
      return left;
    }
    List<QueuedEnrollment> doubtful = queue.inDoubt(rules.batchSize(), now);
    List<QueuedEnrollment> batch = nextBatch(now);
    boolean ask = !doubtful.isEmpty() && (askFirst || batch.isEmpty());
    boolean idle = !ask && batch.isEmpty();
    Duration untilErrand = errand.untilDue(now);
    if (untilErrand.isZero() && (errandFirst || idle)) {
      return runErrand(now);
    }
    Optional<Visits.Visit<?>> visit = visits.next();
    if (visit.isPresent() && (visitFirst || idle)) {
      errandFirst = true;
      return receive(visit.get(), now);
    }
    if (idle) {
      errandFirst = true;
      Duration untilDue = untilDue(now);
      return untilErrand.compareTo(untilDue) < 0 ? untilErrand : untilDue;
    }
    Duration wait = line.untilAffordable(ask || line.isSilent() ? 1 : cost(batch), now);
    if (!wait.isZero()) {
      return wait;
    }
    if (line.isSilent() && !ask) {
      // Whoever has the turn keeps it: what was knocked for is sent next.
      return knock(batch, now);
    }
    errandFirst = true;
    visitFirst = true;
    return ask ? askFor(doubtful, now) : send(batch, now);
  }

  private List<QueuedEnrollment> nextBatch(Instant now) {
    Optional<QueuedEnrollment> alone = queue.nextAlone(now);
    List<QueuedEnrollment> batch = queue.nextBatch(rules.batchSize(), now);
    return alone.isPresent() && (aloneFirst || batch.isEmpty()) ? List.of(alone.get()) : batch;
  }

  private Duration runErrand(Instant now) {
    Duration wait = line.untilAffordable(errand.operations(), now);
    if (!wait.isZero()) {
      return wait;
    }
    Delivery.Wire wire = line.at(now);
    wire.asking(errand.operations());
    Optional<NoAnswer> silence = errand.run(now);
    // It may be this one question that gets no answer: the queue has its turn first.
    errandFirst = silence.isEmpty();
    silence.ifPresentOrElse(wire::silent, wire::answered);
    return line.pause(now);
  }

  private Duration receive(Visits.Visit<?> visit, Instant now) {
    Duration wait = line.untilAffordable(visit.operations(), now);
    if (!wait.isZero()) {
      return wait;
    }
    visitFirst = false;
    visits.leave(visit);
    Delivery.Wire wire = line.at(now);
    wire.asking(visit.operations());
    visit.make().ifPresentOrElse(wire::silent, wire::answered);
    bell.ring();
    return line.pause(now);
  }

  private Duration askFor(List<QueuedEnrollment> doubtful, Instant now) {
    Delivery delivery = new Delivery(service, keys, line.at(now), now);
    askFirst = true;
    for (QueuedEnrollment intent : doubtful) {
      if (!line.untilAffordable(1, now).isZero()) {
        break;
      }
      if (!delivery.ask(intent)) {
        // It may be this one question that gets no answer: the new ones have their turn first.
        askFirst = false;
        break;
      }
    }
    queue.settle(delivery.settlements());
    return line.pause(now);
  }

  /**
   * While the service is silent, a question is enough to find out whether it is back: it puts no
   * enrollment at risk and writes nothing, however long that takes. A different one each time, as
   * it may be this one question that gets no answer.
   */
  private Duration knock(List<QueuedEnrollment> batch, Instant now) {
    new Delivery(service, keys, line.at(now), now).knock(batch.get(line.failures() % batch.size()));
    return line.pause(now);
  }

  private Duration send(List<QueuedEnrollment> batch, Instant now) {
    Delivery delivery = new Delivery(service, keys, line.at(now), now);
    askFirst = true;
    aloneFirst = !aloneFirst;
    delivery.send(queue.markSending(batch));
    queue.settle(delivery.settlements());
    line.timed(Duration.between(now, clock.instant()));
    return line.pause(now);
  }

  private Duration untilDue(Instant now) {
    return queue
        .backlog()
        .nextAttemptAt()
        .map(due -> Duration.between(now, due))
        .filter(wait -> !wait.isNegative() && !wait.isZero() && wait.compareTo(IDLE) < 0)
        .orElse(IDLE);
  }

  /** A delete is a question and a call of its own; see {@link Delivery}. */
  private int cost(List<QueuedEnrollment> batch) {
    return batch.get(0).operation() == Operation.DELETE
        ? Forecast.OPERATIONS_TO_DELETE * batch.size()
        : rules.costOf(batch.size());
  }

  static Problem fault(RuntimeException e) {
    return Problem.ofStation(
        "upload.fault",
        "Uploading met a fault in the station's software (" + e.getClass().getSimpleName() + ").",
        "Nothing is lost; the queue goes on. Keep the log and report it.");
  }
}
