package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description =
        "Every device, for an operator who enrols them by other means: CSV, or a JSON array of"
            + " IndividualEnrollment as the service's REST API takes it.")
final class ExportCommand extends VerbCommand {
  @Option(
      names = "--format",
      required = true,
      paramLabel = "csv|json",
      description = "How it is written.")
  private String format = "";

  @Option(names = "--output", paramLabel = "F", description = "Where; standard output otherwise.")
  private @Nullable Path output;

  @Override
  String verb() {
    return "export";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("format", format);
  }

  @Override
  public Integer call() {
    Path target = output;
    if (target == null) {
      // The lines are the document.
      return new Asking(
              spec().commandLine().getErr(),
              spec().commandLine().getErr(),
              false,
              spec().commandLine().getOut()::println)
          .ask(config(), verb(), this::arguments);
    }
    return new OutputFile(target, spec().commandLine().getErr())
        .write(
            writer ->
                new Asking(
                        spec().commandLine().getOut(),
                        spec().commandLine().getErr(),
                        json(),
                        writer::println)
                    .ask(config(), verb(), this::arguments));
  }
}
