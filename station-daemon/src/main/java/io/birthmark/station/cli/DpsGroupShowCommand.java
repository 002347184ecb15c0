package io.birthmark.station.cli;

import picocli.CommandLine.Command;

@Command(
    name = "show",
    description = "What the service has under a group's name, and how many devices here are its.")
final class DpsGroupShowCommand extends OperatorCommand {
  @Override
  String verb() {
    return "dps group show";
  }
}
