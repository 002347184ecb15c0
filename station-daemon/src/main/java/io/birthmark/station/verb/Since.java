package io.birthmark.station.verb;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The argument {@code since}: a moment, or a day from its beginning at the station. */
final class Since {
  private Since() {}

  static Optional<Instant> of(Arguments arguments) throws WrongUse {
    Optional<String> given = arguments.text("since");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String text = given.get();
    try {
      return Optional.of(
          text.length() == "2026-11-22".length()
              ? LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant()
              : Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new WrongUse(
          "\"since\" is a day or a moment, like 2026-11-22 or 2026-11-22T23:41:05Z, not " + text);
    }
  }
}
