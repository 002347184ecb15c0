package io.birthmark.station.journal;

import io.birthmark.station.database.Database;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Instant;
import java.util.Optional;

/**
 * When the station lost the time and when it had it again. Between a {@code clock.lost} and the
 * next {@code clock.trusted} the times of all rows are the earliest they can have been.
 */
public final class ClockEvents {
  /** Who notices it. */
  public static final String STATION = EventLog.STATION;

  private static final String LOST = "clock.lost";
  private static final String TRUSTED = "clock.trusted";

  private final Database database;

  public ClockEvents(Database database) {
    this.database = database;
  }

  /** Whether the time was lost and is not trusted again. */
  public boolean isLost() {
    return database.read(snapshot -> lostSince(snapshot).isPresent());
  }

  /** The newest time in the journal that was trusted; empty when there is none. */
  public Optional<Instant> newestTrusted() {
    return database.read(
        snapshot ->
            lostSince(snapshot)
                .or(
                    () ->
                        snapshot.first(
                            "SELECT at FROM events ORDER BY id DESC LIMIT 1",
                            row -> row.time("at"))));
  }

  /** The newest trusted time when it was lost, unless it was found again. */
  private static Optional<Instant> lostSince(Snapshot snapshot) {
    long trusted = last(snapshot, TRUSTED);
    long lost = last(snapshot, LOST);
    return lost > trusted
        ? snapshot.first(
            "SELECT json_extract(detail, '$.newest') AS newest FROM events WHERE id = ?",
            row -> Instant.parse(row.text("newest")),
            lost)
        : Optional.empty();
  }

  private static long last(Snapshot snapshot, String kind) {
    return snapshot
        .first(
            "SELECT coalesce(max(id), 0) AS last FROM events WHERE device IS NULL AND kind = ?",
            row -> row.number("last"),
            kind)
        .orElse(0L);
  }

  /**
   * The time was lost.
   *
   * @param newest the newest that was trusted
   */
  public void lost(Instant at, Instant newest) {
    database.write(
        tx -> {
          EventLog.append(
              tx, at, STATION, LOST, Subject.NONE, Json.object().put("newest", newest.toString()));
          return newest;
        });
  }

  /** The time is trusted; {@code reason} when a person said so. */
  public void trusted(Instant at, String who, Optional<String> reason) {
    database.write(
        tx -> {
          var detail = Json.object();
          reason.ifPresent(why -> detail.put("reason", why));
          EventLog.append(tx, at, who, TRUSTED, Subject.NONE, detail);
          return at;
        });
  }
}
