package io.birthmark.station.journal;

import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Labels that were sent, and of which nobody knows whether they are on paper.
 *
 * @param count how many there are
 * @param oldest the first of them
 */
public record LabelsInDoubt(long count, List<Doubt> oldest) {
  // Of a voided device nobody needs the label any more.
  private static final String FROM =
      " FROM labels l INDEXED BY labels_unknown JOIN devices d ON d.id = l.device"
          + " WHERE l.state = 'unknown' AND d.state <> 'void'";

  public LabelsInDoubt {
    oldest = List.copyOf(oldest);
  }

  /**
   * One of them.
   *
   * @param number of the label among those of its serial
   * @param code what the printer said last; empty when a crash cut it off
   */
  public record Doubt(String serial, int number, Instant sentAt, Optional<String> code) {}

  static LabelsInDoubt of(Snapshot snapshot, int limit) {
    long count =
        snapshot.first("SELECT count(*) AS n" + FROM, row -> row.number("n")).orElseThrow();
    return new LabelsInDoubt(
        count,
        snapshot.list(
            "SELECT d.serial, l.number, l.sent_at, l.problem_code"
                + FROM
                + " ORDER BY l.id LIMIT ?",
            LabelsInDoubt::doubt,
            limit));
  }

  private static Doubt doubt(Row row) {
    return new Doubt(
        row.text("serial"),
        (int) row.number("number"),
        row.time("sent_at"),
        row.maybeText("problem_code"));
  }
}
