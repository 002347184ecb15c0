package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "confirm", description = "Says whether a label that nobody is sure of is on paper.")
final class LabelConfirmCommand extends VerbCommand {
  @Parameters(paramLabel = "SN", description = "The serial.")
  private String serial = "";

  @Option(names = "--printed", description = "It is there.")
  private boolean printed;

  @Option(names = "--not-printed", description = "It is not there: it may be printed.")
  private boolean notPrinted;

  @Override
  String verb() {
    return "label confirm";
  }

  @Override
  Arguments arguments() {
    return Arguments.none()
        .with("serial", serial)
        .with("printed", Boolean.toString(printed))
        .with("notPrinted", Boolean.toString(notPrinted));
  }
}
