package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description =
        "Is this station fit for a shift? Looks at everything, changes nothing; green, amber or red.")
final class DoctorCommand extends VerbCommand {

  @Override
  String verb() {
    return "doctor";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
