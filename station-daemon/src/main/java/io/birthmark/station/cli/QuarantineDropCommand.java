package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "drop", description = "Gives an enrollment up for good; the service is not told.")
final class QuarantineDropCommand extends VerbCommand {
  @Parameters(paramLabel = "ID", description = "Its number, from the list.")
  private long id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "R",
      description = "Why; stands in the journal with your name.")
  private String reason = "";

  @Override
  String verb() {
    return "quarantine drop";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("id", Long.toString(id)).with("reason", reason);
  }
}
