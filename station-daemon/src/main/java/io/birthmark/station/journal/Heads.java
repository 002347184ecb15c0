package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Instant;
import java.util.Optional;

/** The end of the chain, and which of its heads were exported. */
public final class Heads {
  /** The kind of event that says so. */
  public static final String KIND = "journal.head";

  private static final String LAST =
      "(SELECT coalesce(max(id), 0) FROM events WHERE device IS NULL AND kind = '" + KIND + "')";

  private final Database database;

  public Heads(Database database) {
    this.database = database;
  }

  /** The last event there is. */
  public record End(long events, Bytes hash) {}

  /** The end of the chain; empty when all of it is covered by a head, but for that head's event. */
  public Optional<End> uncovered() {
    return database.read(
        snapshot ->
            snapshot.first(
                "SELECT id, hash FROM events WHERE id > " + LAST + " ORDER BY id DESC LIMIT 1",
                row -> new End(row.number("id"), row.bytes("hash"))));
  }

  /** When the first event happened that no head covers. */
  public Optional<Instant> uncoveredSince() {
    return database.read(
        snapshot ->
            snapshot.first(
                "SELECT at FROM events WHERE id > " + LAST + " ORDER BY id LIMIT 1",
                row -> row.time("at")));
  }

  /** When the last head was exported. */
  public Optional<Instant> lastAt() {
    return database.read(
        snapshot ->
            snapshot.first("SELECT at FROM events WHERE id = " + LAST, row -> row.time("at")));
  }

  /**
   * A head was exported.
   *
   * @param key SHA-256 of the public key that signed it
   */
  public void exported(End end, Optional<Bytes> key, Instant at, String who) {
    database.write(
        tx -> {
          var detail = Json.object().put("events", end.events());
          key.ifPresent(sha256 -> detail.put("key", sha256.hex()));
          EventLog.append(tx, at, who, KIND, Subject.NONE, detail);
          return end;
        });
  }
}
