package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event as it stands in the journal, with the hash that is said to be its own.
 *
 * @param hash empty for whatever cannot be one
 */
record StoredEvent(long id, EventText text, Optional<Bytes> hash) {
  private static final String AFTER =
      "SELECT e.id, e.at, e.who, e.kind, e.run, e.device, e.enrollment, e.detail, d.serial,"
          + " d.registration_id, e.hash FROM events e LEFT JOIN devices d ON d.id = e.device"
          + " WHERE e.id > ? ORDER BY e.id LIMIT ?";

  static List<StoredEvent> after(Snapshot snapshot, long id, int most) {
    return snapshot.list(AFTER, StoredEvent::of, id, most);
  }

  private static StoredEvent of(Row row) {
    return new StoredEvent(row.number("id"), EventText.of(row), row.maybeBytes("hash"));
  }

  /** Whether it was written as number {@code number}, right after {@code previous}. */
  boolean follows(Bytes previous, long number) {
    return hash.filter(text.numbered(number).after(previous)::equals).isPresent();
  }

  Chain.Sound sound() {
    return new Chain.Sound(
        id,
        hash.orElseThrow(),
        Instant.ofEpochMilli(Long.parseLong(text.value("at").orElseThrow())),
        text.value("who").orElse(""),
        text.value("kind").orElse(""),
        text.value("detail"));
  }
}
