package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Labels, each written down before it is sent, so that after a crash the station knows that it does
 * not know. Nothing is deleted.
 */
public final class LabelLog {
  private static final String LABEL =
      "SELECT id, device, number, state, who, reason, sent_at FROM labels";

  private final Database database;
  private final Clock clock;

  public LabelLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The label that counts; one that never came to be does not, as long as there is another. */
  public Optional<LabelRow> current(DeviceId device) {
    return database.read(
        snapshot ->
            snapshot.first(
                LABEL + " WHERE device = ? AND state <> 'void' ORDER BY state = 'failed', id DESC",
                LabelLog::label,
                device.number()));
  }

  /** A label that there is. */
  public LabelRow require(long id) {
    return database.read(snapshot -> require(snapshot, id));
  }

  /** Labels that may be on paper or not. */
  public LabelsInDoubt inDoubt(int limit) {
    return database.read(snapshot -> LabelsInDoubt.of(snapshot, limit));
  }

  /** Every label the device ever had, oldest first. */
  public List<LabelRow> all(DeviceId device) {
    return database.read(
        snapshot ->
            snapshot.list(
                LABEL + " WHERE device = ? ORDER BY id", LabelLog::label, device.number()));
  }

  /** What the next label of this device bears as its number. */
  public int nextNumber(DeviceId device) {
    return database.read(snapshot -> nextNumber(snapshot, device));
  }

  /**
   * Counted by serial, not by device: a label that a voided device left behind must not be taken
   * for the first one of the device that bears its serial now.
   */
  private static int nextNumber(Snapshot snapshot, DeviceId device) {
    return snapshot
        .first(
            "SELECT coalesce(max(l.number), 0) + 1 AS next FROM devices d"
                + " JOIN devices bearer ON bearer.serial = d.serial"
                + " JOIN labels l ON l.device = bearer.id WHERE d.id = ?",
            row -> (int) row.number("next"),
            device.number())
        .orElseThrow();
  }

  /**
   * A label is about to be sent; the one before it is valid until this one may be on paper.
   *
   * @param reason why there is another
   */
  public LabelRow sending(DeviceId device, Optional<String> reason, String who) {
    return database.write(
        tx -> {
          int number = nextNumber(tx, device);
          long id =
              tx.insert(
                  "INSERT INTO labels (device, number, state, who, reason, sent_at)"
                      + " VALUES (?, ?, 'sending', ?, ?, ?)",
                  device.number(),
                  number,
                  who,
                  reason,
                  clock.instant());
          log(tx, device, id, who, "label.sending", reason);
          return require(tx, id);
        });
  }

  /**
   * What became of a label. As soon as it may be on paper those before it are void; when it turns
   * out that it is not, the last of them is the device's label again.
   */
  public void settle(LabelRow label, LabelState state, Optional<Problem> problem, String who) {
    database.write(
        tx -> {
          int changed =
              tx.change(
                  "UPDATE labels SET state = ?, settled_at = ?, problem_code = ?,"
                      + " problem_sentence = ?, problem_action = ? WHERE id = ?",
                  state.word(),
                  clock.instant(),
                  problem.map(Problem::code),
                  problem.map(Problem::sentence),
                  problem.map(Problem::action),
                  label.id());
          log(
              tx,
              label.device(),
              label.id(),
              who,
              "label." + state.word(),
              problem.map(Problem::code));
          if (state != LabelState.FAILED) {
            voidBefore(tx, label, who);
          } else if (label.state() == LabelState.UNKNOWN) {
            restoreBefore(tx, label, who);
          }
          return changed;
        });
  }

  /**
   * Labels that a crash cut off between being sent and being confirmed; to be called at a start.
   */
  public List<LabelRow> markInterrupted() {
    return database.write(
        tx -> {
          List<LabelRow> cut = tx.list(LABEL + " WHERE state = 'sending'", LabelLog::label);
          for (LabelRow label : cut) {
            tx.change(
                "UPDATE labels SET state = 'unknown', settled_at = ? WHERE id = ?",
                clock.instant(),
                label.id());
            log(
                tx,
                label.device(),
                label.id(),
                EventLog.STATION,
                "label.unknown",
                Optional.empty());
            voidBefore(tx, label, label.who());
          }
          return cut;
        });
  }

  private void voidBefore(Transaction tx, LabelRow label, String who) {
    List<LabelRow> before =
        tx.list(
            LABEL + " WHERE device = ? AND id < ? AND state IN ('printed', 'verified', 'unknown')",
            LabelLog::label,
            label.device().number(),
            label.id());
    for (LabelRow old : before) {
      tx.change("UPDATE labels SET state = 'void' WHERE id = ?", old.id());
      log(tx, old.device(), old.id(), who, "label.void", label.reason());
    }
  }

  /** It was on paper when it was voided; whether it still is legible, a scan has to show. */
  private void restoreBefore(Transaction tx, LabelRow label, String who) {
    tx.first(
            LABEL + " WHERE device = ? AND id < ? AND state = 'void' ORDER BY id DESC",
            LabelLog::label,
            label.device().number(),
            label.id())
        .ifPresent(
            old -> {
              tx.change("UPDATE labels SET state = 'printed' WHERE id = ?", old.id());
              log(tx, old.device(), old.id(), who, "label.valid-again", Optional.empty());
            });
  }

  private void log(
      Transaction tx, DeviceId device, long id, String who, String kind, Optional<String> note) {
    var detail = Json.object().put("label", id);
    note.ifPresent(text -> detail.put("note", text));
    EventLog.append(tx, clock.instant(), who, kind, Subject.of(device), detail);
  }

  private static LabelRow require(Snapshot snapshot, long id) {
    return snapshot.first(LABEL + " WHERE id = ?", LabelLog::label, id).orElseThrow();
  }

  private static LabelRow label(Row row) {
    return new LabelRow(
        row.number("id"),
        new DeviceId(row.number("device")),
        (int) row.number("number"),
        LabelState.of(row.text("state")),
        row.text("who"),
        row.maybeText("reason"),
        row.time("sent_at"));
  }
}
