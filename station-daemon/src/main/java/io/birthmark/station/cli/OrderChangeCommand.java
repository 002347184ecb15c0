package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "change",
    description = "Another quantity for an order; not less than what is done and begun.")
final class OrderChangeCommand extends VerbCommand {
  @Parameters(paramLabel = "NUMBER", description = "The order.")
  private String number = "";

  @Option(
      names = "--quantity",
      required = true,
      paramLabel = "N",
      description = "How many may be built, all together.")
  private String quantity = "";

  @Override
  String verb() {
    return "order change";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("number", number).with("quantity", quantity);
  }
}
