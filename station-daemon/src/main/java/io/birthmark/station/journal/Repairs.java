package io.birthmark.station.journal;

import io.birthmark.station.database.Database;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** What a person has had mended at the service, because it was not as the journal says. */
public final class Repairs {
  private final Database database;
  private final Clock clock;

  public Repairs(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Puts the enrollments of these devices into the queue again, because the service has them no
   * longer. One that was voided or queued meanwhile is left alone.
   *
   * @return how many are queued
   */
  public int queueAgain(List<DeviceId> devices, String who) {
    Instant now = clock.instant();
    return database.write(
        tx -> (int) devices.stream().filter(device -> queueAgain(tx, device, now, who)).count());
  }

  private static boolean queueAgain(Transaction tx, DeviceId device, Instant now, String who) {
    DeviceRow row = Devices.require(tx, device);
    if (!row.isEnrolled()) {
      return false;
    }
    EnrollmentId enrollment = row.enrollment().orElseThrow().id();
    tx.change(
        "UPDATE enrollments SET state = 'queued', attempts = 0, settled_at = NULL, queued_at = ?,"
            + " next_attempt_at = ? WHERE id = ?",
        now,
        now,
        enrollment.number());
    EventLog.append(
        tx,
        now,
        who,
        "enrollment.queued-again",
        Subject.of(device, enrollment),
        Json.object().put("reason", "missing at the service"));
    return true;
  }

  /** To be written down before an entry is changed at the service, beside the queue. */
  public void begun(DeviceId device, String what, String who) {
    note(device, "entry.repairing", what, "begun", who);
  }

  /** What came of it. */
  public void ended(DeviceId device, String what, String outcome, String who) {
    note(device, "entry.repaired", what, outcome, who);
  }

  private void note(DeviceId device, String kind, String what, String outcome, String who) {
    Instant now = clock.instant();
    database.write(
        tx -> {
          EventLog.append(
              tx,
              now,
              who,
              kind,
              Subject.of(device),
              Json.object().put("what", what).put("outcome", outcome));
          return device;
        });
  }
}
