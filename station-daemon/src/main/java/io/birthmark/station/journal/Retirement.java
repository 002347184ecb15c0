package io.birthmark.station.journal;

import io.birthmark.hsm.Hardware;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Identities that go, inside the journal's transactions. */
final class Retirement {
  private Retirement() {}

  /** Why someone wants it, and who. */
  record Wish(String reason, String who, Instant at) {}

  /** Its names are free, its enrollment is taken back, its history stays. */
  static Optional<EnrollmentId> retire(Transaction tx, Ledger ledger, DeviceRow device, Wish wish) {
    tx.change("UPDATE devices SET state = 'void' WHERE id = ?", device.id().number());
    ledger.free(tx, device.serial());
    Optional<EnrollmentId> delete = Intents.takeBack(tx, device.id(), wish.at());
    EventLog.append(
        tx,
        wish.at(),
        wish.who(),
        "device.voided",
        Subject.of(device.id()).with(delete),
        Json.object().put("reason", wish.reason()));
    return delete;
  }

  /** The last time that this serial was voided. */
  static Optional<Voiding> before(Snapshot snapshot, String serial) {
    return snapshot.first(
        "SELECT d.id, e.at FROM devices d JOIN events e ON e.device = d.id"
            + " WHERE d.serial = ? AND d.state = 'void' AND e.kind = 'device.voided'"
            + " ORDER BY e.id DESC",
        row -> new Voiding.AlreadyVoid(new DeviceId(row.number("id")), row.time("at")),
        serial);
  }

  /**
   * Retires what a reworked device takes the place of.
   *
   * @throws Undone when somebody works on one of them
   */
  static void replace(Transaction tx, Ledger ledger, RunIntent intent, String reason) {
    RunStart start = intent.start();
    for (DeviceRow replaced : replacedBy(tx, intent.claim())) {
      Optional<OpenRun> elsewhere = Runs.open(tx, replaced.id());
      if (elsewhere.isPresent()) {
        throw new Undone(
            new Begin.InAnotherSlot(
                replaced.serial(), elsewhere.get().start().slot(), elsewhere.get().run()));
      }
      if (!replaced.hardware().equals(intent.claim().hardware())) {
        forgetNumber(tx, replaced);
      }
      Optional<EnrollmentId> unused =
          retire(tx, ledger, replaced, new Wish(reason, start.who(), start.at()));
    }
  }

  /**
   * The identities that a reworked device takes the place of: the one that its board bears, and the
   * one that bears its serial. One that was begun with the very same names is gone on with.
   */
  private static List<DeviceRow> replacedBy(Snapshot snapshot, Claim claim) {
    return Stream.of(
            claim.hardware().flatMap(hardware -> Devices.live(snapshot, hardware)),
            Devices.live(snapshot, claim.serial()))
        .flatMap(Optional::stream)
        .filter(device -> device.state() != DeviceState.BEGUN || !claim.continues(device.claim()))
        .distinct()
        .toList();
  }

  /** Takes a transaction back whose run was refused after something was retired for it. */
  static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Begin.Refused why;

    Undone(Begin.Refused why) {
      super(why.problem().sentence(), null, false, false);
      this.why = why;
    }

    Begin.Refused why() {
      return why;
    }
  }

  /** Of a board that gets no new number in the same breath. */
  static void forgetNumber(Transaction tx, DeviceRow device) {
    SerialNumbers.forget(tx, device.hardware().map(Hardware::sha256));
  }
}
