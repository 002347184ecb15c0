package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How uploading stands.
 *
 * @param offlineSince when the service was first not reached; empty while it answers
 * @param problem what keeps enrollments waiting, if something does
 * @param operationsPerMinute the pace: this station's share, or less while the service grants less
 * @param eta how long the backlog takes at that pace; empty when nobody can know: while the service
 *     is not reached, and when all that is left waits for a person
 */
public record UploadState(
    Optional<Instant> offlineSince,
    Optional<Problem> problem,
    Backlog backlog,
    double operationsPerMinute,
    Optional<Duration> eta) {
  public boolean online() {
    return offlineSince.isEmpty();
  }
}
