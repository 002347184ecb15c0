package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description =
        "Copies the journal as it is now into F, also while the station runs, and its hash into"
            + " F.sha256. Nothing is overwritten.")
final class BackupCommand extends VerbCommand {
  @Parameters(paramLabel = "F", description = "The file to make; yours, and readable to you only.")
  private Path file = Path.of("");

  @Override
  String verb() {
    return "backup";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }

  @Override
  public Integer call() {
    PrintWriter out = spec().commandLine().getOut();
    // Nobody is told that it is made before it is.
    StringWriter answer = new StringWriter();
    int exit = copy(new PrintWriter(answer, true));
    out.print(answer);
    out.flush();
    return exit;
  }

  private int copy(PrintWriter answer) {
    Path target = file.toAbsolutePath();
    try (BackupFile backup = BackupFile.create(target)) {
      int exit = ask(answer, backup);
      return exit == ExitCode.DONE ? noted(backup.keep()) : exit;
    } catch (FileAlreadyExistsException e) {
      return refused(e.getFile() + " exists, and a backup overwrites nothing", ExitCode.WRONG_USE);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return refused(
          "its directory does not exist, or you may not write there", ExitCode.WRONG_USE);
    } catch (UncheckedIOException e) {
      return refused(String.valueOf(e.getMessage()), ExitCode.ERROR);
    } catch (IOException e) {
      return refused(String.valueOf(e.getMessage()), ExitCode.ERROR);
    }
  }

  private int ask(PrintWriter answer, BackupFile backup) {
    PrintWriter err = spec().commandLine().getErr();
    return new Asking(answer, err, json(), backup::take).ask(config(), verb(), c -> arguments());
  }

  /** The station counts a backup's age from here. */
  private int noted(String sha256) {
    PrintWriter err = spec().commandLine().getErr();
    StringWriter unheard = new StringWriter();
    int exit =
        new Asking(new PrintWriter(unheard, true), err, false, line -> {})
            .ask(config(), "backup kept", c -> Arguments.none().with("sha256", sha256));
    if (exit != ExitCode.DONE) {
      err.println(file + " is made, but the station could not note it: " + unheard);
    }
    return exit;
  }

  private int refused(String why, int exit) {
    spec().commandLine().getErr().println(file + " is not made: " + why + ".");
    return exit;
  }
}
