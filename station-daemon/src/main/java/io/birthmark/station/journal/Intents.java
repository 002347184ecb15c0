package io.birthmark.station.journal;

import io.birthmark.station.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How enrollment intents come into the queue and leave it, inside the journal's transactions. */
final class Intents {
  /**
   * A create that was sent and is not there may still be on its way to the service. A delete that
   * looks before it arrives finds nothing and leaves it behind, so it looks no sooner than this:
   * twice as long as a call waits for its answer.
   */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

  private Intents() {}

  /** Queues a create unless the device has one that was not dropped. */
  static Optional<EnrollmentId> queueCreate(Transaction tx, DeviceId device, Instant at) {
    boolean live =
        tx.first(
                "SELECT id FROM enrollments"
                    + " WHERE device = ? AND operation = 'create' AND state <> 'dropped'",
                row -> row.number("id"),
                device.number())
            .isPresent();
    return live ? Optional.empty() : Optional.of(queue(tx, device, Operation.CREATE, at, at));
  }

  /**
   * Takes back what was queued for a device that is void now. A create that was never sent is
   * dropped and that is all; one that was sent is followed by a delete.
   *
   * @return the delete, when the service has to be told
   */
  static Optional<EnrollmentId> takeBack(Transaction tx, DeviceId device, Instant at) {
    Optional<String> sent =
        tx.first(
            "SELECT state FROM enrollments WHERE device = ? AND operation = 'create'"
                + " AND state <> 'dropped' AND (attempts > 0 OR state <> 'queued')",
            row -> row.text("state"),
            device.number());
    tx.change(
        "UPDATE enrollments SET state = 'dropped', settled_at = ? WHERE device = ?"
            + " AND operation = 'create' AND state IN ('queued', 'quarantined')",
        at,
        device.number());
    return sent.map(
        state ->
            queue(
                tx,
                device,
                Operation.DELETE,
                at,
                state.equals("queued") ? at.plus(ON_ITS_WAY) : at));
  }

  /**
   * Drops a create that was not there when it was asked for, and whose device was voided meanwhile:
   * its delete is queued behind it, so to send it again would only make work for the delete.
   */
  static void dropIfVoid(Transaction tx, EnrollmentId create, Instant now) {
    tx.change(
        "UPDATE enrollments SET state = 'dropped', settled_at = ? WHERE id = ?"
            + " AND operation = 'create' AND state IN ('queued', 'quarantined')"
            + " AND (SELECT state FROM devices WHERE id = enrollments.device) = 'void'",
        now,
        create.number());
  }

  /** The same of one that the service may have by the time that its delete looks. */
  static void dropSentIfVoid(Transaction tx, EnrollmentId create, Instant now) {
    dropIfVoid(tx, create, now);
    tx.change(
        "UPDATE enrollments SET next_attempt_at = ? WHERE state = 'queued' AND operation = 'delete'"
            + " AND device = (SELECT device FROM enrollments WHERE id = ? AND state = 'dropped')",
        now.plus(ON_ITS_WAY),
        create.number());
  }

  private static EnrollmentId queue(
      Transaction tx, DeviceId device, Operation operation, Instant at, Instant notBefore) {
    long id =
        tx.insert(
            "INSERT INTO enrollments (device, operation, state, queued_at, next_attempt_at)"
                + " VALUES (?, ?, 'queued', ?, ?)",
            device.number(),
            operation.stored(),
            at,
            notBefore);
    // Only a voided device can share a registration ID or hardware with this one, and a voided
    // device's last word is its delete. So to wait for deletes, and for this device's own earlier
    // intents, is to keep the order.
    tx.change(
        "INSERT INTO enrollment_waits (enrollment, waits_for)"
            + " SELECT ?, earlier.id FROM enrollments earlier"
            + " WHERE earlier.device = ? AND earlier.settled_at IS NULL AND earlier.id <> ?"
            + " UNION SELECT ?, earlier.id FROM enrollments earlier"
            + " JOIN devices theirs ON theirs.id = earlier.device, devices ours"
            + " WHERE earlier.operation = 'delete' AND earlier.settled_at IS NULL"
            + " AND earlier.id <> ? AND ours.id = ?"
            + " AND (theirs.registration_id = ours.registration_id COLLATE NOCASE"
            + " OR theirs.hardware = ours.hardware)",
        id,
        device.number(),
        id,
        id,
        id,
        device.number());
    return new EnrollmentId(id);
  }
}
