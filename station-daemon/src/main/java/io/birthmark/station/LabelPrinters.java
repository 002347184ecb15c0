package io.birthmark.station;

import io.birthmark.label.printer.CommandPrinter;
import io.birthmark.label.printer.FolderPrinter;
import io.birthmark.label.printer.IppPrinter;
import io.birthmark.label.printer.Printer;
import io.birthmark.label.printer.PrinterLimits;
import io.birthmark.label.printer.RawPrinter;
import io.birthmark.station.config.LabelPrinting;
import io.birthmark.station.config.PrinterAddress;

/** The printer that the configuration names. */
final class LabelPrinters {
  private LabelPrinters() {}

  static Printer of(LabelPrinting printing) {
    PrinterLimits limits = PrinterLimits.of(printing.limit());
    PrinterAddress address = printing.address();
    if (address instanceof PrinterAddress.Raw raw) {
      return new RawPrinter(raw.host(), raw.port(), limits);
    }
    if (address instanceof PrinterAddress.Ipp ipp) {
      return new IppPrinter(ipp.address(), limits);
    }
    if (address instanceof PrinterAddress.Folder folder) {
      String suffix = printing.form() == LabelPrinting.Form.PNG ? ".png" : ".zpl";
      return new FolderPrinter(folder.path(), suffix);
    }
    return new CommandPrinter(((PrinterAddress.Command) address).line(), limits);
  }
}
