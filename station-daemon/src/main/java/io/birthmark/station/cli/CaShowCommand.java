package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(
    name = "show",
    description = "The HSM, the CA's key and its certificates, and what is wrong with them.")
final class CaShowCommand extends VerbCommand {

  @Override
  String verb() {
    return "ca show";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
