package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
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

  @Option(
      names = "--since",
      paramLabel = "T",
      description = "Only what was made since then: 2026-11-22, or 2026-11-22T23:41:05Z.")
  private @Nullable String since;

  @Option(
      names = "--certificates",
      paramLabel = "DIR",
      description = "Write each device's certificate to DIR/REGISTRATION-ID.pem as well.")
  private @Nullable Path certificates;

  @Override
  String verb() {
    return "export";
  }

  @Override
  Arguments arguments() {
    return period().with("format", format);
  }

  private Arguments period() {
    return Arguments.none().with("since", Optional.ofNullable(since));
  }

  @Override
  public Integer call() {
    Path directory = certificates;
    int exit = directory == null ? ExitCode.DONE : certificates(directory);
    return exit == ExitCode.DONE ? list() : exit;
  }

  private int certificates(Path directory) {
    PrintWriter err = spec().commandLine().getErr();
    try {
      // Their number is no part of the list, which may be on standard output.
      return new Asking(err, err, false, new CertificateFiles(directory)::write)
          .ask(config(), "export certificates", config -> period());
    } catch (UncheckedIOException e) {
      err.println("The certificates cannot be written to " + directory + ": " + e.getCause());
      return ExitCode.ERROR;
    }
  }

  private int list() {
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
