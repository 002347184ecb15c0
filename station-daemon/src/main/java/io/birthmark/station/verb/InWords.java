package io.birthmark.station.verb;

import java.time.Duration;

/** How long, as a person says it: the largest unit, and the next where it matters. */
final class InWords {
  private InWords() {}

  static String of(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toMinutes() > 0
        ? duration.toMinutes() + " min"
        : Math.max(0, duration.toSeconds()) + " s";
  }
}
