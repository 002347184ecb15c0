package io.birthmark.station.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Row;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Copies of the journal, as the journal itself tells of them. */
public final class Backups {
  private static final String BEGUN = "journal.backup-begun";
  private static final String KEPT = "journal.backup-kept";

  private final Database database;
  private final Clock clock;

  public Backups(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A copy is about to be made. The line is in the copy too: it says whose journal that is.
   *
   * @return since when what happens is not in the copy
   */
  public Instant begin(String station, String who) {
    Instant now = clock.instant();
    return database.write(
        tx -> {
          EventLog.append(tx, now, who, BEGUN, Subject.NONE, Json.object().put("station", station));
          return now;
        });
  }

  /** Whoever asked for the copy has it on a disk. */
  public Instant kept(Bytes sha256, String who) {
    Instant now = clock.instant();
    return database.write(
        tx -> {
          EventLog.append(
              tx, now, who, KEPT, Subject.NONE, Json.object().put("sha256", sha256.hex()));
          return now;
        });
  }

  /** When a copy was last made and kept. */
  public Optional<Instant> newest() {
    return newest(KEPT, row -> row.time("at"));
  }

  /** Of a copy: where it comes from, and when. */
  public Optional<Origin> origin() {
    return newest(
        BEGUN, row -> new Origin(station(row.maybeText("detail").orElse("{}")), row.time("at")));
  }

  /** Whose journal a copy is. */
  public record Origin(String station, Instant at) {}

  private <T> Optional<T> newest(String kind, java.util.function.Function<Row, T> read) {
    return database.read(
        snapshot ->
            snapshot.first(
                "SELECT at, detail FROM events WHERE kind = ? AND run IS NULL AND device IS NULL"
                    + " AND enrollment IS NULL ORDER BY id DESC LIMIT 1",
                read,
                kind));
  }

  private static String station(String detail) {
    try {
      JsonNode json = new ObjectMapper().readTree(detail);
      return json.path("station").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
