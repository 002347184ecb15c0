package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    CertificateFiles files = new CertificateFiles(directory);
    try {
      // The number of certificates is no part of the list, which may be on standard output.
      return new Asking(err, err, false, files::write)
          .ask(config(), "export certificates", config -> period());
    } catch (UncheckedIOException e) {
      return cannotWrite(directory, String.valueOf(e.getCause().getMessage()), ExitCode.ERROR);
    }
  }

  /** The file appears when it is whole: a reader never sees half a list. */
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
    if (Files.isDirectory(target)) {
      return cannotWrite(target, "it is a directory", ExitCode.WRONG_USE);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      return export(target, part);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return cannotWrite(
          target, "its directory does not exist, or you may not write there", ExitCode.WRONG_USE);
    } catch (IOException e) {
      return cannotWrite(target, String.valueOf(e.getMessage()), ExitCode.ERROR);
    }
  }

  private int export(Path target, Path part) throws IOException {
    try {
      int exit;
      try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(part))) {
        exit =
            new Asking(
                    spec().commandLine().getOut(),
                    spec().commandLine().getErr(),
                    json(),
                    writer::println)
                .ask(config(), verb(), this::arguments);
        if (writer.checkError()) {
          throw new IOException("the disk may be full");
        }
      }
      if (exit == 0) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return exit;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private int cannotWrite(Path target, String why, int exit) {
    spec().commandLine().getErr().println(target + " cannot be written: " + why + ".");
    return exit;
  }
}
