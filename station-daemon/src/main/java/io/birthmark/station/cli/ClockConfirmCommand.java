package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "confirm",
    description = {
      "Says that the system's time is right, though the journal has a later one or it leapt ahead.",
      "For a station that nothing synchronises; set the system's time first."
    })
final class ClockConfirmCommand extends VerbCommand {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "R",
      description = "Why it is right; stands in the journal with your name.")
  private String reason = "";

  @Override
  String verb() {
    return "clock confirm";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("reason", reason);
  }
}
