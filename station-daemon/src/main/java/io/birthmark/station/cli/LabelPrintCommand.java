package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "print",
    description = "Prints the label of a device that has none; never a second one.")
final class LabelPrintCommand extends VerbCommand {
  @Parameters(paramLabel = "SN", description = "The serial.")
  private String serial = "";

  @Override
  String verb() {
    return "label print";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("serial", serial);
  }
}
