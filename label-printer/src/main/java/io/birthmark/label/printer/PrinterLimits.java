package io.birthmark.label.printer;

import java.time.Duration;

/**
 * How long a printer is waited for.
 *
 * @param answer for one answer
 * @param whole for a label, from sending it to its being printed
 * @param pause between two questions
 */
public record PrinterLimits(Duration answer, Duration whole, Duration pause) {
  /** For all that is said about one label, with the questions before and after it. */
  Duration conversation() {
    return whole.plus(answer.multipliedBy(2));
  }

  public static PrinterLimits of(Duration whole) {
    return new PrinterLimits(Duration.ofSeconds(3), whole, Duration.ofMillis(200));
  }
}
