package io.birthmark.station.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "dps",
    description = "The one-time configuration of the service, with the operator's own rights.",
    subcommands = {DpsGroupCommand.class, DpsProveCaCommand.class})
final class DpsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say group create|show|delete NAME, or prove-ca NAME");
  }
}
