package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(
    name = "sign",
    description =
        "Exports the head of the journal now, signed in the station's HSM; by itself the station"
            + " does so once a day and at a stop.")
final class AuditSignCommand extends VerbCommand {

  @Override
  String verb() {
    return "audit sign";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
