package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Row;
import io.birthmark.station.ledger.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as the journal keeps it.
 *
 * @param outcome empty while it is open
 * @param irreversibleSteps its intent; empty when it never had one
 * @param record the identity record it was to write
 * @param cost empty when a crash cut it off
 */
public record RunRow(
    RunId id,
    RunStart start,
    Optional<Outcome> outcome,
    Optional<Instant> endedAt,
    List<String> irreversibleSteps,
    Optional<Bytes> record,
    List<StepResult> steps,
    Optional<Cost> cost,
    Optional<Problem> problem) {

  static RunRow of(Row row) {
    return new RunRow(
        new RunId(row.number("id")),
        new RunStart(
            row.text("slot"),
            row.text("product"),
            row.text("element"),
            row.text("who"),
            row.time("started_at")),
        row.maybeText("outcome").map(Outcome::valueOf),
        row.maybeTime("ended_at"),
        row.maybeText("intent").map(Json::names).orElse(List.of()),
        row.maybeBytes("record"),
        row.maybeText("steps").map(Json::steps).orElse(List.of()),
        row.maybeNumber("millis").isPresent()
            ? Optional.of(
                new Cost(
                    row.number("millis"),
                    row.number("element_millis"),
                    (int) row.number("element_commands")))
            : Optional.empty(),
        EnrollmentRow.problem(row));
  }
}
