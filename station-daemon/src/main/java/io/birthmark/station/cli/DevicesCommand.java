package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "devices", description = "The devices made here, newest first.")
final class DevicesCommand extends VerbCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int limit = 50;

  @Override
  String verb() {
    return "devices";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("limit", Integer.toString(limit));
  }
}
