package io.birthmark.station.journal;

import io.birthmark.station.database.Database;
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
 */
public record StationStatus(
    Map<Outcome, Long> runs, long openRuns, long provisioned, long voided, Backlog backlog) {
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
              "SELECT state, count(*) AS n FROM devices GROUP BY state",
              row -> devices.put(row.text("state"), row.number("n")));
          long open =
              snapshot
                  .first(
                      "SELECT count(*) AS n FROM runs WHERE outcome IS NULL",
                      row -> row.number("n"))
                  .orElseThrow();
          return new StationStatus(
              runs,
              open,
              devices.getOrDefault(DeviceState.PROVISIONED.stored(), 0L),
              devices.getOrDefault(DeviceState.VOID.stored(), 0L),
              EnrollmentQueue.backlog(snapshot));
        });
  }
}
