package io.birthmark.station.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.ledger.RunId;
import java.time.Instant;
import java.util.Optional;

/** The one way into {@code events}. */
final class EventLog {
  /** Who stands beside what the station does by itself. */
  static final String STATION = "station";

  private EventLog() {}

  /** What an event is about. */
  record Subject(
      Optional<RunId> run, Optional<DeviceId> device, Optional<EnrollmentId> enrollment) {
    static final Subject NONE = new Subject(Optional.empty(), Optional.empty(), Optional.empty());

    static Subject of(RunId run, DeviceId device) {
      return new Subject(Optional.of(run), Optional.of(device), Optional.empty());
    }

    static Subject of(DeviceId device) {
      return new Subject(Optional.empty(), Optional.of(device), Optional.empty());
    }

    static Subject of(DeviceId device, EnrollmentId enrollment) {
      return new Subject(Optional.empty(), Optional.of(device), Optional.of(enrollment));
    }

    Subject with(Optional<EnrollmentId> queued) {
      return new Subject(run, device, queued);
    }
  }

  static void append(Transaction tx, Instant at, String who, String kind, Subject about) {
    append(tx, at, who, kind, about, Optional.empty());
  }

  static void append(
      Transaction tx, Instant at, String who, String kind, Subject about, ObjectNode detail) {
    append(tx, at, who, kind, about, Optional.of(detail.toString()));
  }

  private static void append(
      Transaction tx, Instant at, String who, String kind, Subject about, Optional<String> detail) {
    tx.change(
        "INSERT INTO events (at, who, kind, run, device, enrollment, detail)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        at,
        who,
        kind,
        about.run().map(RunId::number),
        about.device().map(DeviceId::number),
        about.enrollment().map(EnrollmentId::number),
        detail);
  }
}
