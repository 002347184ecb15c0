package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Row;
import io.birthmark.station.journal.EventLog.Subject;
import io.birthmark.station.ledger.RunId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event as it goes into the chain: every column but the hash, and the names of the device it is
 * about, which never change. Each value is written {@code LENGTH:BYTES,} and NULL is {@code -,}, so
 * that no two events have the same text. {@code docs/audit.md} tells it to people.
 */
record EventText(List<Optional<String>> values) {
  /** Stands in front. Another text would need another version, announced by an event. */
  private static final String VERSION = "1";

  /** What the first event follows. */
  static final Bytes GENESIS = Bytes.of(new byte[32]);

  /** What {@link #of(Row)} reads. */
  static final List<String> COLUMNS =
      List.of(
          "id",
          "at",
          "who",
          "kind",
          "run",
          "device",
          "enrollment",
          "detail",
          "serial",
          "registration_id");

  /** A device's. */
  record Names(String serial, String registrationId) {}

  /** The event in {@code row}, whatever somebody made of it. */
  static EventText of(Row row) {
    return new EventText(COLUMNS.stream().map(row::maybeText).toList());
  }

  static EventText of(
      long id,
      Instant at,
      String who,
      String kind,
      Subject about,
      Optional<String> detail,
      Optional<Names> names) {
    return new EventText(
        List.of(
            Optional.of(Long.toString(id)),
            Optional.of(Long.toString(at.toEpochMilli())),
            Optional.of(who),
            Optional.of(kind),
            about.run().map(RunId::number).map(String::valueOf),
            about.device().map(DeviceId::number).map(String::valueOf),
            about.enrollment().map(EnrollmentId::number).map(String::valueOf),
            detail,
            names.map(Names::serial),
            names.map(Names::registrationId)));
  }

  Optional<String> value(String column) {
    return values.get(COLUMNS.indexOf(column));
  }

  /** The same event under another number. */
  EventText numbered(long id) {
    List<Optional<String>> other = new ArrayList<>(values);
    other.set(0, Optional.of(Long.toString(id)));
    return new EventText(List.copyOf(other));
  }

  /** The hash of the event that follows {@code previous}. */
  Bytes after(Bytes previous) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    text.writeBytes(previous.toArray());
    write(text, Optional.of(VERSION));
    values.forEach(value -> write(text, value));
    return Bytes.of(text.toByteArray()).sha256();
  }

  private static void write(ByteArrayOutputStream text, Optional<String> value) {
    byte[] bytes = value.map(v -> v.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
    text.writeBytes(
        value.map(v -> bytes.length + ":").orElse("-").getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(bytes);
    text.write(',');
  }
}
