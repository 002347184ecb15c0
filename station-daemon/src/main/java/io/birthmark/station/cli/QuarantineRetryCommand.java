package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "retry", description = "Puts an enrollment back into the queue.")
final class QuarantineRetryCommand extends VerbCommand {
  @Parameters(paramLabel = "ID", description = "Its number, from the list.")
  private long id;

  @Override
  String verb() {
    return "quarantine retry";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("id", Long.toString(id));
  }
}
