package io.birthmark.demo.bench;

import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.QueuedEnrollment;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.journal.Settlement;
import io.birthmark.station.journal.TakenSerial;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.LocalLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A journal to which devices are added that exist on paper only, the way that runs add them. */
final class PaperLine implements AutoCloseable {
  private static final int BATCH = 10;

  private final Clock clock;
  private final Database database;
  private final Journal journal;
  private final EnrollmentQueue queue;
  private final SerialNumbers serials;

  PaperLine(Path file) {
    this(file, Clock.systemUTC());
  }

  PaperLine(Path file, Clock clock) {
    this.clock = clock;
    database = Database.open(file, clock);
    journal = new Journal(database, new LocalLedger(), clock);
    queue = new EnrollmentQueue(database, clock);
    serials = new SerialNumbers(database, clock);
  }

  /** A device with a serial of the range, up to its enrollment in the queue. */
  void pass(PaperDevice device) {
    TakenSerial unusedSerial =
        serials.take("press", 0, Integer.MAX_VALUE, Optional.of(device.ek().sha256()));
    if (!(journal.begin(device.intent(clock.instant())) instanceof Begin.Begun begun)) {
      throw new IllegalStateException("a device that is new was refused");
    }
    Passed unused = journal.pass(begun.run(), device.result());
  }

  /** The next ten of the queue, as if the service had taken them. */
  void enroll() {
    List<QueuedEnrollment> sent = queue.markSending(queue.nextBatch(BATCH, clock.instant()));
    queue.settle(sent.stream().map(intent -> new Settlement.Done(intent.id())).toList());
  }

  /** Whether a run that wants this would be let through; it leaves nothing behind if not. */
  boolean refuses(Claim claim) {
    return journal.begin(PaperDevice.intent(claim, clock.instant())) instanceof Begin.Refused;
  }

  /** All that a station asks of its journal before it is ready for the first run. */
  void start() {
    if (!journal.markInterrupted().isEmpty()) {
      throw new IllegalStateException("there is a run that nobody began");
    }
    if (!queue.backlog().isEmpty()) {
      throw new IllegalStateException("there is a backlog that nobody queued");
    }
  }

  /** Whether this EK has an identity. */
  boolean knows(PaperDevice device) {
    return new Devices(database).byHardware(device.claim().hardware().orElseThrow()).isPresent();
  }

  EnrollmentQueue queue() {
    return queue;
  }

  @Override
  public void close() {
    database.close();
  }
}
