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
 * @param work what has to be done for the waiting
 */
public record Backlog(
    long waiting,
    long quarantined,
    Optional<Instant> oldest,
    Optional<Instant> nextAttemptAt,
    Uncovered uncovered,
    Work work) {

  /**
   * What has to be done for the waiting that can be done without a person.
   *
   * @param creates to be sent
   * @param deletes to be sent
   * @param questions to be asked, because nobody knows what became of what was sent
   * @param held those that wait for one in quarantine, and so for a person
   * @param lastAttemptAt when the last of them is due
   */
  public record Work(
      long creates, long deletes, long questions, long held, Optional<Instant> lastAttemptAt) {

    public boolean isNothing() {
      return creates + deletes + questions == 0;
    }
  }

  /** Whether there is nothing to send. */
  public boolean isEmpty() {
    return waiting == 0;
  }
}
