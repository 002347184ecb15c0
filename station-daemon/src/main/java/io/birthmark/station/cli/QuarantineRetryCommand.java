package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "retry",
    description = "Puts an enrollment back into the queue, or all that wait for the same thing.")
final class QuarantineRetryCommand extends VerbCommand {
  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  @Option(
      names = "--reason",
      paramLabel = "R",
      description = "Why; stands in the journal with your name.")
  private @Nullable String reason;

  /** One, some or all. */
  static final class Which {
    @Parameters(paramLabel = "ID", description = "Its number, from the list.")
    private @Nullable Long id;

    @Option(
        names = "--code",
        paramLabel = "C",
        description = "All that are there for this problem, such as dps.refused.")
    private @Nullable String code;

    @Option(names = "--all", description = "All of them.")
    private boolean all;
  }

  @Override
  String verb() {
    return "quarantine retry";
  }

  @Override
  Arguments arguments() {
    Arguments arguments =
        Arguments.none()
            .with("id", Optional.ofNullable(which.id).map(String::valueOf))
            .with("code", Optional.ofNullable(which.code))
            .with("reason", Optional.ofNullable(reason));
    return which.all ? arguments.with("all", "true") : arguments;
  }
}
