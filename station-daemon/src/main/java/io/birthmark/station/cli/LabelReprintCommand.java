package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reprint",
    description = "Another label in the place of the one before, which is void.")
final class LabelReprintCommand extends VerbCommand {
  @Parameters(paramLabel = "SN", description = "The serial.")
  private String serial = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "R",
      description = "Why; stands in the journal with your name.")
  private String reason = "";

  @Override
  String verb() {
    return "label reprint";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("serial", serial).with("reason", reason);
  }
}
