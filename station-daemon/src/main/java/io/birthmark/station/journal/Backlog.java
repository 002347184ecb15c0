package io.birthmark.station.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * What the service has not been told yet.
 *
 * @param waiting queued or being sent
 * @param quarantined waiting for a person
 * @param oldest when the oldest of the waiting was queued
 * @param nextAttemptAt when the first of the waiting is due
 * @param uncovered devices that wait for their group to be verified; there is nothing to send for
 *     them
 */
public record Backlog(
    long waiting,
    long quarantined,
    Optional<Instant> oldest,
    Optional<Instant> nextAttemptAt,
    Uncovered uncovered) {

  /** Whether there is nothing to send. */
  public boolean isEmpty() {
    return waiting == 0;
  }
}
