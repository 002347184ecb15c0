package io.birthmark.station.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the enrollment service is to be told, in order for each registration ID and each EK, and
 * fair: what failed before does not stand in the way of what is new.
 */
public final class EnrollmentQueue {
  /**
   * An attempt further off than this was set by a clock that was wrong; it is due at once. Nobody
   * may ask for a longer pause.
   */
  public static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int ALONE_AFTER = 3;

  private static final String INTENT =
      "SELECT e.id, e.device, e.operation, e.attempts, e.queued_at, d.serial, d.registration_id,"
          + " d.attestation, d.evidence, d.enrollment_group FROM enrollments e JOIN devices d ON d.id = e.device";
  private static final String DUE = " AND (e.next_attempt_at <= ? OR e.next_attempt_at > ?)";
  static final String FREE =
      " AND NOT EXISTS (SELECT 1 FROM enrollment_waits w JOIN enrollments earlier"
          + " ON earlier.id = w.waits_for"
          + " WHERE w.enrollment = e.id AND earlier.settled_at IS NULL)";

  private final Database database;
  private final Clock clock;

  public EnrollmentQueue(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Up to {@code limit} intents that are due and wait for nothing, all of one operation. New ones
   * and ones tried before get half of the places each, and what the others leave. What was tried
   * too often for that is in {@link #nextAlone}.
   */
  public List<QueuedEnrollment> nextBatch(int limit, Instant now) {
    return database.read(
        snapshot -> {
          List<QueuedEnrollment> fresh = due(snapshot, "e.attempts = 0", limit, now);
          List<QueuedEnrollment> again =
              due(snapshot, "e.attempts BETWEEN 1 AND " + (ALONE_AFTER - 1), limit, now);
          int triedBefore = Math.min(again.size(), Math.max(limit - fresh.size(), limit / 2));
          List<QueuedEnrollment> batch = new ArrayList<>(again.subList(0, triedBefore));
          batch.addAll(fresh.subList(0, Math.min(fresh.size(), limit - triedBefore)));
          return batch.stream()
              .filter(intent -> intent.operation() == batch.get(0).operation())
              .toList();
        });
  }

  /**
   * An intent that the service has seen so often without an outcome that it may be what fails its
   * batches; it is sent alone.
   */
  public Optional<QueuedEnrollment> nextAlone(Instant now) {
    return database.read(
        snapshot -> due(snapshot, "e.attempts >= " + ALONE_AFTER, 1, now).stream().findFirst());
  }

  /**
   * Intents that were being sent and of which nobody knows what became: after a crash, or when a
   * connection was lost.
   */
  public List<QueuedEnrollment> inDoubt(int limit, Instant now) {
    return database.read(
        snapshot ->
            snapshot.list(
                INTENT
                    + " WHERE e.state = 'sending'"
                    + DUE
                    + " ORDER BY e.next_attempt_at, e.id LIMIT ?",
                EnrollmentQueue::intent,
                now,
                now.plus(LONGEST_PAUSE),
                limit));
  }

  /**
   * Puts on the disk that these are about to be sent. An intent that is no longer queued, because
   * its device was voided meanwhile, is left out of what comes back and must not be sent.
   */
  public List<QueuedEnrollment> markSending(List<QueuedEnrollment> batch) {
    return database.write(
        tx ->
            batch.stream()
                .filter(
                    intent ->
                        tx.change(
                                "UPDATE enrollments SET state = 'sending', attempts = attempts + 1"
                                    + " WHERE id = ? AND state = 'queued'",
                                intent.id().number())
                            == 1)
                .map(QueuedEnrollment::attempted)
                .toList());
  }

  /** Puts on the disk what came of a batch, in one transaction. */
  public void settle(List<? extends Settlement> settlements) {
    Instant now = clock.instant();
    database.write(
        tx -> {
          settlements.forEach(settlement -> settle(tx, settlement, now));
          return settlements.size();
        });
  }

  /** Forgets how long what waits was to be left alone. */
  public void makeDue(Instant now) {
    // One question for each state, because the indexes are for one state each.
    for (String state : List.of("queued", "sending")) {
      String waiting = " WHERE state = '" + state + "' AND next_attempt_at > ?";
      boolean waits =
          database.read(
              snapshot ->
                  snapshot
                      .first(
                          "SELECT 1 AS one FROM enrollments" + waiting,
                          row -> row.number("one"),
                          now)
                      .isPresent());
      if (waits) {
        int unused =
            database.write(
                tx -> tx.change("UPDATE enrollments SET next_attempt_at = ?" + waiting, now, now));
      }
    }
  }

  public Backlog backlog() {
    return database.read(EnrollmentQueue::backlog);
  }

  /** What waits for a person, oldest first. */
  public List<QuarantinedEnrollment> quarantined() {
    return database.read(
        snapshot ->
            snapshot.list(
                "SELECT d.id, d.serial, d.registration_id, "
                    + EnrollmentRow.COLUMNS
                    + " FROM enrollments e JOIN devices d ON d.id = e.device"
                    + " WHERE e.state = 'quarantined' ORDER BY e.id",
                row ->
                    new QuarantinedEnrollment(
                        new DeviceId(row.number("id")),
                        row.text("serial"),
                        row.text("registration_id"),
                        EnrollmentRow.of(row))));
  }

  /** Tries a quarantined intent again; false when there is none with that ID. */
  public boolean retry(EnrollmentId id, Optional<String> reason, String who) {
    Instant now = clock.instant();
    return database.write(tx -> retry(tx, id, reason, who, now));
  }

  /**
   * Tries every quarantined intent again, in one transaction.
   *
   * @param code only those that are there for this problem
   * @return which ones
   */
  public List<EnrollmentId> retryAll(Optional<String> code, Optional<String> reason, String who) {
    Instant now = clock.instant();
    return database.write(
        tx ->
            tx
                .list(
                    "SELECT id, problem_code FROM enrollments WHERE state = 'quarantined'"
                        + " ORDER BY id",
                    row ->
                        new Quarantined(
                            new EnrollmentId(row.number("id")), row.text("problem_code")))
                .stream()
                .filter(one -> code.isEmpty() || code.get().equals(one.code()))
                .map(Quarantined::id)
                .filter(id -> retry(tx, id, reason, who, now))
                .toList());
  }

  private record Quarantined(EnrollmentId id, String code) {}

  // It keeps its place among those that may fail their batches, and may fail as often as these.
  private static boolean retry(
      Transaction tx, EnrollmentId id, Optional<String> reason, String who, Instant now) {
    ObjectNode detail = Json.object();
    reason.ifPresent(why -> detail.put("reason", why));
    return decide(
        tx,
        id,
        who,
        "enrollment.retried",
        detail,
        now,
        "UPDATE enrollments SET state = 'queued', attempts = min(attempts, "
            + ALONE_AFTER
            + "), next_attempt_at = ? WHERE id = ? AND state = 'quarantined'");
  }

  /** Gives a quarantined intent up; false when there is none with that ID. */
  public boolean drop(EnrollmentId id, String reason, String who) {
    Instant now = clock.instant();
    return database.write(
        tx ->
            decide(
                tx,
                id,
                who,
                "enrollment.dropped",
                Json.object().put("reason", reason),
                now,
                "UPDATE enrollments SET state = 'dropped', settled_at = ?"
                    + " WHERE id = ? AND state = 'quarantined'"));
  }

  private static boolean decide(
      Transaction tx,
      EnrollmentId id,
      String who,
      String kind,
      ObjectNode detail,
      Instant now,
      String sql) {
    if (tx.change(sql, now, id.number()) == 0) {
      return false;
    }
    EventLog.append(tx, now, who, kind, about(tx, id), detail);
    return true;
  }

  static Backlog backlog(Snapshot snapshot) {
    return Workload.backlog(snapshot);
  }

  private static List<QueuedEnrollment> due(
      Snapshot snapshot, String which, int limit, Instant now) {
    return snapshot.list(
        INTENT
            + " WHERE e.state = 'queued' AND "
            + which
            + DUE
            + FREE
            + " ORDER BY e.next_attempt_at, e.id LIMIT ?",
        EnrollmentQueue::intent,
        now,
        now.plus(LONGEST_PAUSE),
        limit);
  }

  static void settle(Transaction tx, Settlement settlement, Instant now) {
    EnrollmentId id = settlement.id();
    if (settlement instanceof Settlement.Done) {
      tx.change(
          "UPDATE enrollments SET settled_at = ?, problem_code = NULL, problem_fault = NULL,"
              + " problem_sentence = NULL, problem_action = NULL,"
              + " state = CASE operation WHEN 'create' THEN 'enrolled' ELSE 'deleted' END"
              + " WHERE id = ? AND state = 'sending'",
          now,
          id.number());
      EventLog.append(tx, now, EventLog.STATION, "enrollment.done", about(tx, id));
    } else if (settlement instanceof Settlement.Unsent unsent) {
      tryAgain(tx, id, "queued", 1, unsent.notBefore(), unsent.problem());
      Intents.dropIfVoid(tx, id, now);
    } else if (settlement instanceof Settlement.Later later) {
      tryAgain(tx, id, "queued", 0, later.notBefore(), later.problem());
      Intents.dropSentIfVoid(tx, id, now);
    } else if (settlement instanceof Settlement.Unknown unknown) {
      tryAgain(tx, id, "sending", 0, unknown.notBefore(), unknown.problem());
    } else if (settlement instanceof Settlement.Quarantine quarantine) {
      tx.change(
          "UPDATE enrollments SET state = 'quarantined', problem_code = ?, problem_fault = ?,"
              + " problem_sentence = ?, problem_action = ?, service_code = ?, tracking_id = ?"
              + " WHERE id = ? AND state = 'sending'",
          quarantine.problem().code(),
          quarantine.problem().fault().name(),
          quarantine.problem().sentence(),
          quarantine.problem().action(),
          quarantine.trace().code(),
          quarantine.trace().trackingId(),
          id.number());
      EventLog.append(
          tx, now, EventLog.STATION, "enrollment.quarantined", about(tx, id), traced(quarantine));
      Intents.dropIfVoid(tx, id, now);
    }
  }

  private static ObjectNode traced(Settlement.Quarantine quarantine) {
    ObjectNode detail = Json.object().put("code", quarantine.problem().code());
    quarantine.trace().code().ifPresent(code -> detail.put("serviceCode", code));
    quarantine.trace().trackingId().ifPresent(id -> detail.put("trackingId", id));
    return detail;
  }

  private static void tryAgain(
      Transaction tx,
      EnrollmentId id,
      String state,
      int attemptsThatDoNotCount,
      Instant notBefore,
      Problem problem) {
    tx.change(
        "UPDATE enrollments SET state = ?, attempts = attempts - ?, next_attempt_at = ?,"
            + " problem_code = ?, problem_fault = ?, problem_sentence = ?, problem_action = ?"
            + " WHERE id = ? AND state = 'sending'",
        state,
        attemptsThatDoNotCount,
        notBefore,
        problem.code(),
        problem.fault().name(),
        problem.sentence(),
        problem.action(),
        id.number());
  }

  private static Subject about(Snapshot snapshot, EnrollmentId id) {
    return snapshot
        .first(
            "SELECT device FROM enrollments WHERE id = ?",
            row -> Subject.of(new DeviceId(row.number("device")), id),
            id.number())
        .orElseThrow(() -> new IllegalStateException("there is no enrollment " + id));
  }

  private static QueuedEnrollment intent(Row row) {
    return new QueuedEnrollment(
        new EnrollmentId(row.number("id")),
        new DeviceId(row.number("device")),
        Operation.of(row.text("operation")),
        row.text("serial"),
        row.text("registration_id"),
        Devices.proof(row).orElseThrow(),
        row.maybeText("enrollment_group"),
        (int) row.number("attempts"),
        row.time("queued_at"));
  }
}
