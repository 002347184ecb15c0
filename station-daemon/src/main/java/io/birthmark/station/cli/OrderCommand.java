package io.birthmark.station.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "order",
    description = "Work orders: how many of a product may be built.",
    subcommands = {
      OrderCreateCommand.class,
      OrderImportCommand.class,
      OrderListCommand.class,
      OrderShowCommand.class,
      OrderChangeCommand.class,
      OrderCloseCommand.class
    })
final class OrderCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say create, import F, list, show, change or close NUMBER");
  }
}
