package io.birthmark.station.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "label",
    description = "The labels of devices: look, print, say what became of one.",
    subcommands = {
      LabelPreviewCommand.class,
      LabelPrintCommand.class,
      LabelReprintCommand.class,
      LabelConfirmCommand.class,
      LabelScanCommand.class,
      LabelTestCommand.class
    })
final class LabelCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say preview, print, reprint, confirm, scan or test");
  }
}
