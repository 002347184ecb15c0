package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.ledger.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of runs, inside the journal's transactions. */
final class Runs {
  private static final String COLUMNS =
      "SELECT r.id, r.device, d.serial, r.slot, r.product, r.element, r.who, r.started_at,"
          + " r.intent, r.record FROM runs r ";
  private static final String OPEN = " JOIN devices d ON d.id = r.device WHERE r.outcome IS NULL";
  private static final String OPEN_RUNS = COLUMNS + OPEN;
  // Left to itself, SQLite walks through every run of every device for these.
  private static final String ALL_OPEN_RUNS = COLUMNS + "INDEXED BY runs_open" + OPEN;

  static void close(
      Transaction tx,
      RunId run,
      Outcome outcome,
      Instant now,
      List<StepResult> steps,
      Optional<Cost> cost) {
    tx.change(
        "UPDATE runs SET outcome = ?, ended_at = ?, steps = ?, millis = ?, element_millis = ?,"
            + " element_commands = ? WHERE id = ?",
        outcome.name(),
        now,
        Json.steps(steps),
        cost.map(Cost::millis),
        cost.map(Cost::elementMillis),
        cost.map(Cost::elementCommands),
        run.number());
  }

  static void explain(Transaction tx, RunId run, Problem problem) {
    tx.change(
        "UPDATE runs SET problem_code = ?, problem_fault = ?, problem_sentence = ?,"
            + " problem_action = ? WHERE id = ?",
        problem.code(),
        problem.fault().name(),
        problem.sentence(),
        problem.action(),
        run.number());
  }

  static RunId insertEnded(
      Transaction tx, RunStart start, Optional<DeviceId> device, Optional<String> serial) {
    return new RunId(
        tx.insert(
            "INSERT INTO runs (device, slot, product, element, who, started_at, serial)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
            device.map(DeviceId::number),
            start.slot(),
            start.product(),
            start.element(),
            start.who(),
            start.at(),
            serial));
  }

  static RunId next(Transaction tx) {
    return new RunId(
        tx.first("SELECT coalesce(max(id), 0) + 1 AS next FROM runs", row -> row.number("next"))
            .orElseThrow());
  }

  private Runs() {}

  /** Those that were begun and have not ended. */
  static List<OpenRun> open(Snapshot snapshot) {
    return snapshot.list(ALL_OPEN_RUNS, Runs::openRun);
  }

  static List<OpenRun> openIn(Snapshot snapshot, String slot) {
    return snapshot.list(ALL_OPEN_RUNS + " AND r.slot = ?", Runs::openRun, slot);
  }

  static Optional<OpenRun> open(Snapshot snapshot, DeviceId device) {
    return snapshot.first(OPEN_RUNS + " AND r.device = ?", Runs::openRun, device.number());
  }

  static OpenRun requireOpen(Snapshot snapshot, RunId run) {
    return snapshot
        .first(OPEN_RUNS + " AND r.id = ?", Runs::openRun, run.number())
        .orElseThrow(() -> new IllegalStateException("run " + run + " is not open"));
  }

  private static OpenRun openRun(Row row) {
    return new OpenRun(
        new RunId(row.number("id")),
        new DeviceId(row.number("device")),
        row.text("serial"),
        new RunStart(
            row.text("slot"),
            row.text("product"),
            row.text("element"),
            row.text("who"),
            row.time("started_at")),
        Json.names(row.text("intent")),
        row.maybeBytes("record").orElse(Bytes.EMPTY));
  }

  static Problem interrupted(OpenRun run) {
    return Problem.ofStation(
        "run.interrupted",
        "Run "
            + run.run()
            + " of serial "
            + run.serial()
            + " in slot "
            + run.start().slot()
            + " was cut off before it ended.",
        "Put the same device in again: it continues with the same identity.");
  }
}
