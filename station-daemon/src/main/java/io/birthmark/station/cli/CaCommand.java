package io.birthmark.station.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "ca",
    description = "The line's CA, whose key is in the station's HSM.",
    subcommands = {
      CaInitCommand.class,
      CaCsrCommand.class,
      CaImportCommand.class,
      CaShowCommand.class
    })
final class CaCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say init, csr, import F or show");
  }
}
