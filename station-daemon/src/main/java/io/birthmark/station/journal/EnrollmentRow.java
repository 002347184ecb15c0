package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * One intent in the queue and what became of it.
 *
 * @param problem the last one, also while it is still being tried
 */
public record EnrollmentRow(
    EnrollmentId id,
    Operation operation,
    EnrollmentState state,
    Instant queuedAt,
    int attempts,
    Instant nextAttemptAt,
    Optional<Instant> settledAt,
    Optional<Problem> problem,
    ServiceTrace trace) {

  /** The columns that {@link #of} reads, of a table called {@code e}. */
  static final String COLUMNS =
      "e.id AS e_id, e.operation AS e_operation, e.state AS e_state, e.queued_at AS e_queued_at,"
          + " e.attempts AS e_attempts, e.next_attempt_at AS e_next_attempt_at,"
          + " e.settled_at AS e_settled_at, e.problem_code, e.problem_fault, e.problem_sentence,"
          + " e.problem_action, e.service_code AS e_service_code, e.tracking_id AS e_tracking_id";

  static EnrollmentRow of(Row row) {
    return new EnrollmentRow(
        new EnrollmentId(row.number("e_id")),
        Operation.of(row.text("e_operation")),
        EnrollmentState.of(row.text("e_state")),
        row.time("e_queued_at"),
        (int) row.number("e_attempts"),
        row.time("e_next_attempt_at"),
        row.maybeTime("e_settled_at"),
        problem(row),
        new ServiceTrace(row.maybeText("e_service_code"), row.maybeText("e_tracking_id")));
  }

  static Optional<Problem> problem(Row row) {
    return row.maybeText("problem_code")
        .map(
            code ->
                new Problem(
                    code,
                    Problem.Fault.valueOf(row.text("problem_fault")),
                    row.text("problem_sentence"),
                    row.text("problem_action")));
  }
}
