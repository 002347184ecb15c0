package io.birthmark.station.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "group",
    description = "Enrollment groups at the service.",
    subcommands = {
      DpsGroupCreateCommand.class,
      DpsGroupShowCommand.class,
      DpsGroupDeleteCommand.class
    })
final class DpsGroupCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say create NAME, show NAME or delete NAME");
  }
}
