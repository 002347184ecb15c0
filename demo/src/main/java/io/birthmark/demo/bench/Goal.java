package io.birthmark.demo.bench;

import java.util.Locale;

/** What a figure should be; machines are noisy, so that missing it fails nothing. */
sealed interface Goal {

  record AtMost(double bound) implements Goal {}

  record AtLeast(double bound) implements Goal {}

  /** As low as the job allows. */
  record Low() implements Goal {}

  static Goal atMost(double bound) {
    return new AtMost(bound);
  }

  static Goal atLeast(double bound) {
    return new AtLeast(bound);
  }

  static Goal low() {
    return new Low();
  }

  /** For the table. */
  default String text() {
    if (this instanceof AtMost most) {
      return "≤ " + plain(most.bound());
    }
    if (this instanceof AtLeast least) {
      return "≥ " + plain(least.bound());
    }
    return "low";
  }

  /** One word on whether {@code value} reaches it. */
  default String verdict(double value) {
    if (this instanceof AtMost most) {
      return value <= most.bound() ? "met" : "missed";
    }
    if (this instanceof AtLeast least) {
      return value >= least.bound() ? "met" : "missed";
    }
    return "";
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound)
        ? String.format(Locale.ROOT, "%.0f", bound)
        : Double.toString(bound);
  }
}
