package io.birthmark.station.journal;

import io.birthmark.station.database.Database;
import io.birthmark.station.database.Snapshot;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The station in numbers.
 *
 * @param runs since the asked moment, by outcome; every outcome has its number
 * @param openRuns right now
 * @param provisioned devices that bear an identity from here
 * @param voided identities retired
 * @param givenUp devices whose enrollment a person dropped, and that have no other
 */
public record StationStatus(
    Map<Outcome, Long> runs,
    long openRuns,
    long provisioned,
    long voided,
    long givenUp,
    Backlog backlog) {
  public StationStatus {
    runs = Map.copyOf(runs);
  }

  public static StationStatus of(Database database, Instant since) {
    return database.read(
        snapshot -> {
          Map<Outcome, Long> runs = new EnumMap<>(Outcome.class);
          for (Outcome outcome : Outcome.values()) {
            runs.put(outcome, 0L);
          }
          snapshot.each(
              "SELECT outcome, count(*) AS n FROM runs"
                  + " WHERE started_at >= ? AND outcome IS NOT NULL GROUP BY outcome",
              row -> runs.put(Outcome.valueOf(row.text("outcome")), row.number("n")),
              since);
          Map<String, Long> devices = new HashMap<>();
          snapshot.each(
              "SELECT state, sum(devices) AS n FROM device_counts GROUP BY state",
              row -> devices.put(row.text("state"), row.number("n")));
          long open =
              snapshot
                  .first(
                      "SELECT count(*) AS n FROM runs INDEXED BY runs_open WHERE outcome IS NULL",
                      row -> row.number("n"))
                  .orElseThrow();
          return new StationStatus(
              runs,
              open,
              devices.getOrDefault(DeviceState.PROVISIONED.stored(), 0L),
              devices.getOrDefault(DeviceState.VOID.stored(), 0L),
              givenUp(snapshot),
              EnrollmentQueue.backlog(snapshot));
        });
  }

  private static long givenUp(Snapshot snapshot) {
    return snapshot
        .first(
            "SELECT count(*) AS n FROM enrollments e JOIN devices d ON d.id = e.device"
                + " WHERE e.operation = 'create' AND e.state = 'dropped' AND d.state = 'provisioned'"
                + " AND NOT EXISTS (SELECT 1 FROM enrollments later"
                + " WHERE later.device = e.device AND later.id > e.id)",
            row -> row.number("n"))
        .orElseThrow();
  }
}
