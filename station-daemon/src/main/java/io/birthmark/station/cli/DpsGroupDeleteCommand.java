package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "delete",
    description =
        "Deletes a group at the service: none of its devices can register afterwards. Without --yes"
            + " it only says how many were made here.")
final class DpsGroupDeleteCommand extends OperatorCommand {
  @Option(names = "--yes", description = "Really.")
  private boolean yes;

  @Override
  String verb() {
    return "dps group delete";
  }

  @Override
  Arguments arguments() {
    return super.arguments().with("yes", Boolean.toString(yes));
  }
}
