package io.birthmark.station.config;

import java.util.Optional;

/** {@code [printer]} */
final class PrinterSection {
  private static final int USUAL_DPI = 203;

  private PrinterSection() {}

  /** Empty when this station prints no labels. */
  static Optional<LabelPrinting> read(Section top) {
    if (!top.has("printer")) {
      return Optional.empty();
    }
    Section section = top.section("printer", SectionKeys.PRINTER);
    section.complainAboutUnknownKeys();
    Optional<PrinterAddress> address =
        section.requiredParsed("address", PrinterAddress::parse, PrinterAddress.RULE);
    int dpi = section.number("dpi", 100, 1200).map(Long::intValue).orElse(USUAL_DPI);
    LabelPrinting.When when =
        section.oneOf("print", LabelPrinting.When.class).orElse(LabelPrinting.When.BEFORE_PASS);
    boolean verify = section.flag("verify_scan", false);
    if (verify && when != LabelPrinting.When.BEFORE_PASS) {
      section.error("verify_scan", "only goes with print = \"before-pass\"");
    }
    LabelPrinting.Form form =
        section.oneOf("send", LabelPrinting.Form.class).orElse(LabelPrinting.Form.ZPL);
    if (form == LabelPrinting.Form.PNG
        && address.filter(PrinterAddress.Raw.class::isInstance).isPresent()) {
      section.error(
          "send", "cannot be \"png\" with tcp://: a ZPL printer drops it; say \"picture\"");
    }
    var limit = section.seconds("seconds", 3600, 60);
    return address.map(at -> new LabelPrinting(at, dpi, when, verify, form, limit));
  }

  /** The resolution that templates are made for. */
  static int dpi(Optional<LabelPrinting> printer) {
    return printer.map(LabelPrinting::dpi).orElse(USUAL_DPI);
  }
}
