package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "devices", description = "The devices made here, newest first.")
final class DevicesCommand extends VerbCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int limit = 50;

  @Option(
      names = "--since",
      paramLabel = "T",
      description =
          "All that were made since then, oldest first: 2026-11-22, or 2026-11-22T23:41:05Z.")
  private @Nullable String since;

  @Option(
      names = "--unfinished",
      description = "Only those that were begun and not finished, oldest first, with what to do.")
  private boolean unfinished;

  @Override
  String verb() {
    return "devices";
  }

  @Override
  Arguments arguments() {
    return Arguments.none()
        .with("limit", Integer.toString(limit))
        .with("since", Optional.ofNullable(since))
        .with("unfinished", Boolean.toString(unfinished));
  }
}
