package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "close",
    description =
        "Ends an order for good, complete or not; devices that were begun may be finished. The next order for the product begins.")
final class OrderCloseCommand extends VerbCommand {
  @Parameters(paramLabel = "NUMBER", description = "The order.")
  private String number = "";

  @Override
  String verb() {
    return "order close";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("number", number);
  }
}
