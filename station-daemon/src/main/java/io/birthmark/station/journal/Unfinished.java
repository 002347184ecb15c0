package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Devices that were begun and are not finished, and that nobody works on now: cut off, failed, or
 * taken away. Their names are taken until they come back or are voided.
 *
 * @param count how many there are
 * @param oldest the first of them, by the time they were begun
 */
public record Unfinished(long count, List<Device> oldest) {
  private static final String FROM =
      " FROM devices d JOIN runs r ON r.id = (SELECT max(id) FROM runs WHERE device = d.id)"
          + " WHERE d.state = 'begun' AND NOT EXISTS"
          + " (SELECT 1 FROM runs o WHERE o.device = d.id AND o.outcome IS NULL)";

  public Unfinished {
    oldest = List.copyOf(oldest);
  }

  /**
   * One of them.
   *
   * @param slot where it was last
   * @param since when its first run began
   * @param lastSeen when its last run began
   * @param problem how its last run ended, and what to do
   */
  public record Device(
      String serial,
      String registrationId,
      String product,
      String slot,
      Instant since,
      Instant lastSeen,
      Optional<Problem> problem) {}

  static Unfinished of(Snapshot snapshot, int limit) {
    long count =
        snapshot.first("SELECT count(*) AS n" + FROM, row -> row.number("n")).orElseThrow();
    return new Unfinished(
        count,
        snapshot.list(
            "SELECT d.serial, d.registration_id, d.product, d.begun_at, r.slot, r.started_at,"
                + " r.problem_code, r.problem_fault, r.problem_sentence, r.problem_action"
                + FROM
                + " ORDER BY d.begun_at, d.id LIMIT ?",
            Unfinished::device,
            limit));
  }

  private static Device device(Row row) {
    return new Device(
        row.text("serial"),
        row.text("registration_id"),
        row.text("product"),
        row.text("slot"),
        row.time("begun_at"),
        row.time("started_at"),
        EnrollmentRow.problem(row));
  }
}
