package io.birthmark.station.enrollment.dps;

import io.birthmark.station.journal.EnrollmentQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads Retry-After, which is seconds or a date (RFC 9110 section 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  static Optional<Duration> read(String header, Instant now) {
    String text = header.strip();
    if (text.matches("[0-9]{1,18}")) {
      return Optional.of(capped(Duration.ofSeconds(Long.parseLong(text))));
    }
    return httpDate(text).map(at -> capped(Duration.between(now, at)));
  }

  static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      // A header that says nothing is as good as none.
      return Optional.empty();
    }
  }

  private static Duration capped(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(EnrollmentQueue.LONGEST_PAUSE) < 0
        ? asked
        : EnrollmentQueue.LONGEST_PAUSE;
  }
}
