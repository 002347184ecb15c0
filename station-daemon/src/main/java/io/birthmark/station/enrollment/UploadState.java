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
 * @param eta how long the backlog takes at this station's share; empty while offline
 */
public record UploadState(
    Optional<Instant> offlineSince,
    Optional<Problem> problem,
    Backlog backlog,
    Optional<Duration> eta) {
  public boolean online() {
    return offlineSince.isEmpty();
  }
}
