package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * An enrollment group as the service was last known to have it.
 *
 * @param verifiedAt when the service was last found to have it as it has to be
 * @param failedAt since when it is known to be missing, disabled or different; empty while it is
 *     verified
 * @param problem what is wrong with it; there if and only if {@code failedAt} is
 */
public record GroupRow(
    String name,
    GroupKind kind,
    Optional<Instant> verifiedAt,
    Optional<Instant> failedAt,
    Optional<Problem> problem) {

  /**
   * When its devices were last known to be let in; empty when that was never so, or is known to be
   * so no longer. While the service is away, what it said last stands.
   */
  public Optional<Instant> coversSince() {
    return failedAt.isPresent() ? Optional.empty() : verifiedAt;
  }

  static GroupRow of(Row row) {
    return new GroupRow(
        row.text("name"),
        GroupKind.of(row.text("kind")),
        row.maybeTime("verified_at"),
        row.maybeTime("failed_at"),
        EnrollmentRow.problem(row));
  }
}
