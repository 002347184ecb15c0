package io.birthmark.station.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.ledger.RunId;
import java.time.Instant;
import java.util.Optional;

/** The one way into {@code events}: each is chained to the one before it. */
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
    // Read anew each time: what an earlier transaction wrote may have been rolled back.
    Tail tail =
        tx.first("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1", Tail::of)
            .orElse(Tail.NONE);
    long id = tail.id() + 1;
    EventText text =
        EventText.of(id, at, who, kind, about, detail, about.device().map(d -> names(tx, d)));
    tx.change(
        "INSERT INTO events (id, at, who, kind, run, device, enrollment, detail, hash)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        at,
        who,
        kind,
        about.run().map(RunId::number),
        about.device().map(DeviceId::number),
        about.enrollment().map(EnrollmentId::number),
        detail,
        text.after(tail.hash()));
  }

  /** The last event. */
  private record Tail(long id, Bytes hash) {
    static final Tail NONE = new Tail(0, EventText.GENESIS);

    static Tail of(Row row) {
      // Somebody may have taken the hash away: the line goes on, and the audit finds it.
      return new Tail(row.number("id"), row.maybeBytes("hash").orElse(Bytes.EMPTY));
    }
  }

  private static EventText.Names names(Transaction tx, DeviceId device) {
    return tx.first(
            "SELECT serial, registration_id FROM devices WHERE id = ?",
            row -> new EventText.Names(row.text("serial"), row.text("registration_id")),
            device.number())
        .orElseThrow(() -> new IllegalStateException("there is no device " + device));
  }
}
