package io.birthmark.station.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "clock",
    description = "The station's time; whether it is trusted is in `birthmark status`.",
    subcommands = {ClockConfirmCommand.class})
final class ClockCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say confirm --reason R");
  }
}
