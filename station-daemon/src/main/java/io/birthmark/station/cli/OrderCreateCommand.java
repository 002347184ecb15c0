package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description =
        "A new order, worked on when those before it are closed. The same one again changes"
            + " nothing.")
final class OrderCreateCommand extends VerbCommand {
  @Parameters(paramLabel = "NUMBER", description = "The plant's number for it.")
  private String number = "";

  @Option(
      names = "--product",
      required = true,
      paramLabel = "P",
      description = "What is built: the name of a product in the configuration.")
  private String product = "";

  @Option(
      names = "--quantity",
      required = true,
      paramLabel = "N",
      description = "How many may be built.")
  private String quantity = "";

  @Override
  String verb() {
    return "order create";
  }

  @Override
  Arguments arguments() {
    return Arguments.none()
        .with("number", number)
        .with("product", product)
        .with("quantity", quantity);
  }
}
