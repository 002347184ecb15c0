package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "An order: how many are done, and which devices were begun and are not finished.")
final class OrderShowCommand extends VerbCommand {
  @Parameters(paramLabel = "NUMBER", description = "The order.")
  private String number = "";

  @Override
  String verb() {
    return "order show";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("number", number);
  }
}
