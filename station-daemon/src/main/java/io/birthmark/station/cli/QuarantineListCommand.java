package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "The enrollments that wait for a person, each with its reason and what to do.")
final class QuarantineListCommand extends VerbCommand {

  @Override
  String verb() {
    return "quarantine list";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
