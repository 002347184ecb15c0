package io.birthmark.station.journal;

import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import io.birthmark.station.ledger.Build;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.Clash;
import io.birthmark.station.ledger.Ledger;
import io.birthmark.station.ledger.OrderBook;
import io.birthmark.station.ledger.RunId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs and the identities they give; see the package's page for the order a run keeps. */
public final class Journal {
  private static final String PASSED = "run.passed";

  private final Database database;
  private final Ledger ledger;
  private final Clock clock;

  public Journal(Database database, Ledger ledger, Clock clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Puts the intent on the disk and reserves the names; to be called before the first irreversible
   * step. A run still open in the same slot is set aside, for a slot holds one device.
   */
  public Begin begin(RunIntent intent) {
    return database.write(tx -> begin(tx, intent));
  }

  /**
   * The same for a device that is reworked: the identity that its board bears, and the one that
   * bears its serial, are retired in the same transaction. When the run is refused, neither is.
   */
  public Begin rework(RunIntent intent, String reason) {
    try {
      return database.write(tx -> rework(tx, intent, reason));
    } catch (Retirement.Undone undone) {
      return undone.why();
    }
  }

  private Begin rework(Transaction tx, RunIntent intent, String reason) {
    setAsideIn(tx, intent.start().slot());
    Retirement.replace(tx, ledger, intent, reason);
    Begin begin = begin(tx, intent);
    if (begin instanceof Begin.Refused refused) {
      throw new Retirement.Undone(refused);
    }
    return begin;
  }

  private void setAsideIn(Transaction tx, String slot) {
    for (OpenRun left : Runs.openIn(tx, slot)) {
      setAside(tx, left, Runs.interrupted(left));
    }
  }

  private Begin begin(Transaction tx, RunIntent intent) {
    RunStart start = intent.start();
    Claim claim = intent.claim();
    setAsideIn(tx, start.slot());
    Optional<OpenRun> elsewhere =
        Devices.live(tx, claim.serial())
            .filter(known -> claim.continues(known.claim()))
            .flatMap(known -> Runs.open(tx, known.id()));
    if (elsewhere.isPresent()) {
      return new Begin.InAnotherSlot(
          claim.serial(), elsewhere.get().start().slot(), elsewhere.get().run());
    }
    // The reservation names its run, so the run's number must be known first.
    RunId run = Runs.next(tx);
    Ledger.Answer answer = ledger.reserve(tx, run, start.slot(), start.at(), claim, intent.build());
    if (answer instanceof Ledger.Answer.Refused refused) {
      return new Begin.Clashed(refused.clash());
    }
    if (answer instanceof Ledger.Answer.NoPiece none) {
      return new Begin.NoPiece(none.why());
    }
    Ledger.Answer.Reserved reserved = (Ledger.Answer.Reserved) answer;
    DeviceId device = device(tx, intent, reserved.holding().order());
    tx.change(
        "INSERT INTO runs (id, device, slot, product, element, who, started_at, intent, record)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        run.number(),
        device.number(),
        start.slot(),
        start.product(),
        start.element(),
        start.who(),
        start.at(),
        Json.names(intent.irreversibleSteps()),
        intent.record());
    EventLog.append(tx, start.at(), start.who(), "run.begun", Subject.of(run, device));
    return new Begin.Begun(run, device, reserved.continued());
  }

  /**
   * Why no new device of this product may be built now. Only a hint, for what should not be done in
   * vain before {@link #begin}, which alone takes the piece.
   */
  public Optional<Problem> refusesNew(Build build) {
    return database.read(snapshot -> ledger.orders().next(snapshot, build))
            instanceof OrderBook.Turn.None none
        ? Optional.of(none.why())
        : Optional.empty();
  }

  /**
   * A certificate was issued; to be called before the device is given it. Its key and the hardware
   * it was made in are the device's alone from now on.
   *
   * @return what another device has of these; then the certificate must go nowhere
   */
  public Optional<Clash> certified(RunId run, Recognised device, IssuedCertificate certificate) {
    return database.write(
        tx -> {
          OpenRun open = Runs.requireOpen(tx, run);
          Optional<Clash> clash = recognise(tx, open, device);
          if (clash.isEmpty()) {
            certificate.insert(tx, run, open.device());
            EventLog.append(
                tx,
                certificate.issuedAt(),
                open.start().who(),
                "certificate.issued",
                Subject.of(run, open.device()),
                Json.object()
                    .put("serialNumber", certificate.serialNumber())
                    .put("notAfter", certificate.notAfter().toString()));
          }
          return clash;
        });
  }

  /**
   * What was learnt of the device is the device's alone from now on; to be called before anything
   * that bears the identity is put into it. Costs no commit when nothing of it is new.
   *
   * @return what another device has of these; then nothing may be put into this one
   */
  public Optional<Clash> claimed(RunId run, Recognised device) {
    return database.write(tx -> recognise(tx, Runs.requireOpen(tx, run), device));
  }

  private Optional<Clash> recognise(Transaction tx, OpenRun open, Recognised device) {
    DeviceRow row = Devices.require(tx, open.device());
    Claim claim = row.claim().in(device.hardware(), device.key());
    Ledger.Answer answer =
        ledger.reserve(
            tx, open.run(), open.start().slot(), open.start().at(), claim, Build.of(row.product()));
    if (answer instanceof Ledger.Answer.Refused refused) {
      return Optional.of(refused.clash());
    }
    learn(tx, row, claim);
    device
        .number()
        .ifPresent(
            number -> SerialNumbers.bind(tx, row.product(), number, device.hardware().sha256()));
    return Optional.empty();
  }

  /** A token that was blank turned out to be this one. */
  private static void learn(Transaction tx, DeviceRow row, Claim claim) {
    if (row.hardware().isEmpty() && claim.hardware().isPresent()) {
      tx.change(
          "UPDATE devices SET hardware = ?, token = ? WHERE id = ?",
          claim.hardware().map(Hardware::sha256),
          claim.isToken(),
          row.id().number());
    }
  }

  /**
   * The identity was read back from the device: results, ledger, device and the queued enrollment
   * become true together.
   */
  public Passed pass(RunId run, PassResult result) {
    return database.write(
        tx -> {
          OpenRun open = Runs.requireOpen(tx, run);
          Instant now = clock.instant();
          Runs.close(tx, run, Outcome.PASS, now, result.steps(), Optional.of(result.cost()));
          return Passing.provisioned(
              tx, ledger, run, open.device(), open.start().who(), now, result, PASSED);
        });
  }

  /**
   * The same while the run goes on, for it does not pass without a label: a device whose label does
   * not come is finished and will be enrolled, and its run did not pass. {@link #labelled} or
   * {@link #end} closes the run.
   */
  public Passed provisioned(RunId run, PassResult result) {
    return database.write(
        tx -> {
          OpenRun open = Runs.requireOpen(tx, run);
          return Passing.provisioned(
              tx,
              ledger,
              run,
              open.device(),
              open.start().who(),
              clock.instant(),
              result,
              "device.provisioned");
        });
  }

  /** The device that is {@link #provisioned} has its label: the run passed. */
  public Passed labelled(RunId run, PassResult result) {
    return database.write(
        tx -> {
          OpenRun open = Runs.requireOpen(tx, run);
          Instant now = clock.instant();
          Runs.close(tx, run, Outcome.PASS, now, result.steps(), Optional.of(result.cost()));
          EventLog.append(tx, now, open.start().who(), PASSED, Subject.of(run, open.device()));
          return new Passed(
              run, open.device(), Optional.empty(), ledger.orders().pieceOf(tx, open.serial()));
        });
  }

  /**
   * The run failed. When nothing was touched, what this run reserved is free again; otherwise it
   * stays with the device, which may continue.
   */
  public void end(RunId run, Ending ending) {
    database.write(
        tx -> {
          OpenRun open = Runs.requireOpen(tx, run);
          end(tx, open, ending, Optional.of(ending.cost()), open.start().who());
          return run;
        });
  }

  /** A pass in which nothing had to be changed on a device that this journal knows. */
  public Passed recordPass(RunStart start, DeviceId device, PassResult result) {
    return database.write(
        tx -> {
          Instant now = clock.instant();
          RunId run = Runs.insertEnded(tx, start, Optional.of(device), Optional.empty());
          Runs.close(tx, run, Outcome.PASS, now, result.steps(), Optional.of(result.cost()));
          return Passing.provisioned(tx, ledger, run, device, start.who(), now, result, PASSED);
        });
  }

  /**
   * A run that ended before anything irreversible was intended.
   *
   * @param device when the device was recognised
   * @param serial when one was asked for
   */
  public RunId recordEnd(
      RunStart start, Optional<DeviceId> device, Optional<String> serial, Ending ending) {
    return database.write(
        tx -> {
          Instant now = clock.instant();
          RunId run = Runs.insertEnded(tx, start, device, serial);
          Runs.close(tx, run, ending.outcome(), now, ending.steps(), Optional.of(ending.cost()));
          Runs.explain(tx, run, ending.problem());
          Subject about = new Subject(Optional.of(run), device, Optional.empty());
          logEnd(tx, now, start.who(), about, ending);
          return run;
        });
  }

  /** Runs that were begun and have not ended. At a start: those that a crash cut off. */
  public List<OpenRun> openRuns() {
    return database.read(Runs::open);
  }

  /**
   * Sets every open run aside as ABORTED; to be called at a start, before any slot works. Their
   * devices keep what was reserved for them, so that each continues when it is put in again.
   */
  public List<OpenRun> markInterrupted() {
    return database.write(
        tx -> {
          List<OpenRun> left = Runs.open(tx);
          left.forEach(run -> setAside(tx, run, Runs.interrupted(run)));
          return left;
        });
  }

  /**
   * Sets one run aside, if it is still open: nobody carries it out any more, and its end could not
   * be written down. Its device continues as after a crash.
   */
  public void setAside(RunId run) {
    int unused =
        database.write(
            tx -> {
              List<OpenRun> left =
                  Runs.open(tx).stream().filter(open -> open.run().equals(run)).toList();
              left.forEach(open -> setAside(tx, open, Runs.interrupted(open)));
              return left.size();
            });
  }

  /**
   * Retires the identity that bears {@code serial}: its names are free, its enrollment is taken
   * back, its history stays.
   */
  public Voiding voidDevice(String serial, String reason, String who) {
    return database.write(tx -> voidDevice(tx, serial, reason, who));
  }

  private Voiding voidDevice(Transaction tx, String serial, String reason, String who) {
    Optional<DeviceRow> found = Devices.live(tx, serial);
    if (found.isEmpty()) {
      return Retirement.before(tx, serial).orElseGet(() -> new Voiding.NotFound(serial));
    }
    DeviceRow device = found.get();
    Optional<OpenRun> open = Runs.open(tx, device.id());
    if (open.isPresent()) {
      return new Voiding.InSlot(device.id(), open.get().start().slot());
    }
    Instant now = clock.instant();
    Retirement.forgetNumber(tx, device);
    Optional<EnrollmentId> delete =
        Retirement.retire(tx, ledger, device, new Retirement.Wish(reason, who, now));
    return new Voiding.Voided(device.id(), delete.isPresent());
  }

  private void setAside(Transaction tx, OpenRun run, Problem why) {
    Ending ending =
        new Ending(
            Outcome.ABORTED,
            why,
            List.of(),
            new Cost(0, 0, 0),
            /* touched= */ !run.irreversibleSteps().isEmpty());
    end(tx, run, ending, Optional.empty(), EventLog.STATION);
  }

  private void end(Transaction tx, OpenRun run, Ending ending, Optional<Cost> cost, String who) {
    Instant now = clock.instant();
    Runs.close(tx, run.run(), ending.outcome(), now, ending.steps(), cost);
    Runs.explain(tx, run.run(), ending.problem());
    if (!ending.touched()) {
      ledger.release(tx, run.run(), run.serial());
      boolean free = ledger.holderOfSerial(tx, run.serial()).isEmpty();
      if (free) {
        tx.change(
            "UPDATE devices SET state = 'abandoned' WHERE id = ? AND state = 'begun'",
            run.device().number());
      }
    }
    logEnd(tx, now, who, Subject.of(run.run(), run.device()), ending);
  }

  private static void logEnd(
      Transaction tx, Instant now, String who, Subject about, Ending ending) {
    EventLog.append(
        tx,
        now,
        who,
        "run.ended",
        about,
        Json.object().put("outcome", ending.outcome().name()).put("code", ending.problem().code()));
  }

  /** The device's row: its own, or one that was given up untouched, or a new one. */
  private static DeviceId device(Transaction tx, RunIntent intent, Optional<String> order) {
    Claim claim = intent.claim();
    Optional<DeviceRow> known = Devices.resuming(tx, claim);
    if (known.isPresent()) {
      tx.change(
          "UPDATE devices SET state = 'begun', work_order = ?"
              + " WHERE id = ? AND state = 'abandoned'",
          order,
          known.get().id().number());
      learn(tx, known.get(), claim);
      return known.get().id();
    }
    return new DeviceId(
        tx.insert(
            "INSERT INTO devices"
                + " (serial, registration_id, hardware, token, product, state, begun_at,"
                + " work_order) VALUES (?, ?, ?, ?, ?, 'begun', ?, ?)",
            claim.serial(),
            claim.registrationId(),
            claim.hardware().map(Hardware::sha256),
            claim.isToken(),
            intent.start().product(),
            intent.start().at(),
            order));
  }
}
