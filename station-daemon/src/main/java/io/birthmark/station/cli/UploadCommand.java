package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "upload",
    description = "Sends what waits in the queue, now, and says what is left.")
final class UploadCommand extends VerbCommand {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to try (default: ${DEFAULT-VALUE}).")
  private int seconds = 600;

  @Override
  String verb() {
    return "upload";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("seconds", Integer.toString(seconds));
  }
}
