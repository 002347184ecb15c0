package io.birthmark.station.config;

import java.time.Duration;

/**
 * {@code [printer]}: where and when labels are printed.
 *
 * @param dpi of the printer
 * @param verifyScan PASS only when the label was scanned back
 * @param limit how long a label, and its scan, are waited for
 */
public record LabelPrinting(
    PrinterAddress address, int dpi, When when, boolean verifyScan, Form form, Duration limit) {

  /** When a run prints. */
  public enum When implements Word {
    /** No PASS without a label. */
    BEFORE_PASS("before-pass"),
    /** A label that does not come is a warning. */
    AFTER_PASS("after-pass"),
    /** Only when asked for. */
    NEVER("never");

    private final String word;

    When(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** What the printer takes. */
  public enum Form implements Word {
    ZPL("zpl"),
    /** The picture, in ZPL. */
    PICTURE("picture"),
    PNG("png");

    private final String word;

    Form(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
