package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "All that is known of a serial, and of every identity that bore it.")
final class ShowCommand extends VerbCommand {
  @Parameters(paramLabel = "SN", description = "The serial.")
  private String serial = "";

  @Override
  String verb() {
    return "show";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("serial", serial);
  }
}
