package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A backup that becomes the journal again. What happened since it was made is not in it, so it must
 * not act as if nothing had.
 */
public final class PutBack {
  /** The kind of event that says so. */
  public static final String KIND = "journal.put-back";

  /**
   * What was left open.
   *
   * @param asked creates that may have been sent meanwhile; the service is asked for each
   * @param held deletes that may have been overtaken; a person decides each
   */
  public record Left(int asked, int held) {}

  private final Database database;
  private final Clock clock;

  public PutBack(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes the copy fit to go on with, in one transaction.
   *
   * @param nextSerials by product, where its serial range goes on
   * @param madeAt when the copy was made
   */
  public Left into(Map<String, Long> nextSerials, Instant madeAt, String who) {
    Instant now = clock.instant();
    return database.write(
        tx -> {
          nextSerials.forEach((product, next) -> SerialNumbers.goOnFrom(tx, product, next));
          Left left = new Left(askAgain(tx, now), hold(tx, now));
          EventLog.append(
              tx,
              now,
              who,
              KIND,
              Subject.NONE,
              Json.object()
                  .put("madeAt", madeAt.toString())
                  .put("asked", left.asked())
                  .put("held", left.held()));
          return left;
        });
  }

  private static int askAgain(Transaction tx, Instant now) {
    return tx.change(
        "UPDATE enrollments SET state = 'sending', next_attempt_at = ?"
            + " WHERE operation = 'create' AND state IN ('queued', 'sending')",
        now);
  }

  private static int hold(Transaction tx, Instant now) {
    List<Long> deletes =
        tx.list(
            "SELECT id FROM enrollments"
                + " WHERE operation = 'delete' AND state IN ('queued', 'sending') ORDER BY id",
            row -> row.number("id"));
    deletes.forEach(id -> hold(tx, new EnrollmentId(id), now));
    return deletes.size();
  }

  private static void hold(Transaction tx, EnrollmentId id, Instant now) {
    // The one way to quarantine is from "sending".
    tx.change("UPDATE enrollments SET state = 'sending' WHERE id = ?", id.number());
    EnrollmentQueue.settle(tx, new Settlement.Quarantine(id, heldDelete(), ServiceTrace.NONE), now);
  }

  private static Problem heldDelete() {
    return Problem.ofStation(
        "restore.delete-held",
        "The enrollment was to be deleted when the backup was made; since then the device may have"
            + " been built again, and the delete would take its new enrollment.",
        "If the device was not built again: birthmark quarantine retry. If it was, put it into a"
            + " slot once more, then: birthmark quarantine drop.");
  }
}
