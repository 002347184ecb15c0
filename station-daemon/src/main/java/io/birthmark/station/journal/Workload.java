package io.birthmark.station.journal;

import io.birthmark.station.database.Snapshot;
import java.time.Instant;
import java.util.Optional;

/** Counts what is in the queue. */
final class Workload {
  private static final String HELD =
      "SELECT count(DISTINCT w.enrollment) AS n,"
          + " count(DISTINCT CASE e.operation WHEN 'delete' THEN e.id END) AS deletes"
          + " FROM enrollments earlier JOIN enrollment_waits w ON w.waits_for = earlier.id"
          + " JOIN enrollments e ON e.id = w.enrollment"
          + " WHERE earlier.state = 'quarantined' AND e.state = 'queued'";

  private static final Counted NOTHING = new Counted(0, 0, Optional.empty(), Optional.empty());

  private Workload() {}

  private record Counted(
      long rows, long deletes, Optional<Instant> oldest, Optional<Instant> lastAttempt) {}

  static Backlog backlog(Snapshot snapshot) {
    // One question for each state, because the indexes are for one state each.
    Counted queued = counted(snapshot, "queued");
    Counted sending = counted(snapshot, "sending");
    long quarantined = quarantined(snapshot);
    Counted held = quarantined == 0 ? NOTHING : held(snapshot);
    Backlog.Work work =
        new Backlog.Work(
            queued.rows() - queued.deletes() - (held.rows() - held.deletes()),
            queued.deletes() - held.deletes(),
            sending.rows(),
            held.rows(),
            later(queued.lastAttempt(), sending.lastAttempt()));
    return new Backlog(
        queued.rows() + sending.rows(),
        quarantined,
        earlier(queued.oldest(), sending.oldest()),
        nextAttempt(snapshot),
        Groups.uncovered(snapshot),
        work);
  }

  private static Counted counted(Snapshot snapshot, String state) {
    return snapshot
        .first(
            "SELECT count(*) AS n, sum(operation = 'delete') AS deletes, min(queued_at) AS oldest,"
                + " max(next_attempt_at) AS last FROM enrollments WHERE state = '"
                + state
                + "'",
            row ->
                new Counted(
                    row.number("n"),
                    row.maybeNumber("deletes").orElse(0),
                    row.maybeTime("oldest"),
                    row.maybeTime("last")))
        .orElseThrow();
  }

  private static Counted held(Snapshot snapshot) {
    return snapshot
        .first(
            HELD,
            row ->
                new Counted(
                    row.number("n"), row.number("deletes"), Optional.empty(), Optional.empty()))
        .orElseThrow();
  }

  private static long quarantined(Snapshot snapshot) {
    return snapshot
        .first(
            "SELECT count(*) AS n FROM enrollments WHERE state = 'quarantined'",
            row -> row.number("n"))
        .orElseThrow();
  }

  /** When there is something to do again; what waits for another intent is not due by itself. */
  private static Optional<Instant> nextAttempt(Snapshot snapshot) {
    Optional<Instant> next = Optional.empty();
    for (String state : new String[] {"queued", "sending"}) {
      next =
          earlier(
              next,
              snapshot.first(
                  "SELECT e.next_attempt_at AS next FROM enrollments e WHERE e.state = '"
                      + state
                      + "'"
                      + EnrollmentQueue.FREE
                      + " ORDER BY e.next_attempt_at LIMIT 1",
                  row -> row.time("next")));
    }
    return next;
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    return a.isPresent() && b.isPresent() ? (a.get().isBefore(b.get()) ? a : b) : a.or(() -> b);
  }

  private static Optional<Instant> later(Optional<Instant> a, Optional<Instant> b) {
    return a.isPresent() && b.isPresent() ? (a.get().isBefore(b.get()) ? b : a) : a.or(() -> b);
  }
}
