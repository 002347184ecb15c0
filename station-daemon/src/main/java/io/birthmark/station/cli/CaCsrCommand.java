package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import picocli.CommandLine.Command;

@Command(
    name = "csr",
    description =
        "The request for the key that is there, as at first: to renew the CA's certificate.")
final class CaCsrCommand extends RequestCommand {

  @Override
  String verb() {
    return "ca csr";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }
}
