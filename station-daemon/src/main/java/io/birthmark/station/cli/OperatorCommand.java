package io.birthmark.station.cli;

import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Arguments;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command about an enrollment group, with a connection string of the operator's own. It is read
 * from a file or standard input, never from an argument, which every user of the machine can see.
 */
abstract class OperatorCommand extends VerbCommand {
  @Parameters(paramLabel = "NAME", description = "The group's name at the service.")
  private String name = "";

  @Option(
      names = "--connection-string-file",
      paramLabel = "F",
      description =
          "The file with your connection string for the service; standard input otherwise. It is"
              + " used once and kept nowhere.")
  private @Nullable Path connectionStringFile;

  @Override
  Arguments arguments() {
    return Arguments.none().with("name", name);
  }

  @Override
  Arguments arguments(StationConfig config) {
    return arguments()
        .with("connection", new ConnectionStringSource(spec()).read(connectionStringFile));
  }
}
