package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "The orders that are not closed, in the sequence in which they are worked on.")
final class OrderListCommand extends VerbCommand {
  @Option(names = "--all", description = "Those that are closed as well.")
  private boolean all;

  @Override
  String verb() {
    return "order list";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("all", Boolean.toString(all));
  }
}
