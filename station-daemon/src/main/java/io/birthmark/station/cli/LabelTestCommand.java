package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(name = "test", description = "Prints a test label that is no device's.")
final class LabelTestCommand extends VerbCommand {

  @Override
  String verb() {
    return "label test";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
