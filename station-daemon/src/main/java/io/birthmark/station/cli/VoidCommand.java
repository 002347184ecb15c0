package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "void",
    description =
        "Retires an identity: its serial and keys become free, its history stays, its enrollment is deleted.")
final class VoidCommand extends VerbCommand {
  @Parameters(paramLabel = "SN", description = "The serial.")
  private String serial = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "R",
      description = "Why; stands in the journal with your name.")
  private String reason = "";

  @Override
  String verb() {
    return "void";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("serial", serial).with("reason", reason);
  }
}
