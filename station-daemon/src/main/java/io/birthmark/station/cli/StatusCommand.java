package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description =
        "The station in a few lines: each slot and why its lamp is red, runs of today, backlog, what"
            + " keeps it waiting.")
final class StatusCommand extends VerbCommand {

  @Override
  String verb() {
    return "status";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
