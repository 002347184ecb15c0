package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "scan",
    description = "A code was read from a label: the run that waits for it goes on.")
final class LabelScanCommand extends VerbCommand {
  @Parameters(paramLabel = "CODE", description = "What the scanner read.")
  private String code = "";

  @Option(names = "--slot", paramLabel = "S", description = "The slot whose label it should be.")
  private @Nullable String slot;

  @Override
  String verb() {
    return "label scan";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("code", code).with("slot", Optional.ofNullable(slot));
  }
}
