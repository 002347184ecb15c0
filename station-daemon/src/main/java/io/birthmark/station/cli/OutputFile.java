package io.birthmark.station.cli;

import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.ToIntFunction;

/** A file that a verb's lines go to. It appears when it is whole: a reader never sees half. */
final class OutputFile {
  private final Path target;
  private final PrintWriter err;

  OutputFile(Path target, PrintWriter err) {
    this.target = target;
    this.err = err;
  }

  /**
   * Has the lines written.
   *
   * @param ask writes them, and answers with the exit code
   */
  int write(ToIntFunction<PrintWriter> ask) {
    if (Files.isDirectory(target)) {
      return cannotWrite("it is a directory", ExitCode.WRONG_USE);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      return write(ask, part);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return cannotWrite(
          "its directory does not exist, or you may not write there", ExitCode.WRONG_USE);
    } catch (IOException e) {
      return cannotWrite(String.valueOf(e.getMessage()), ExitCode.ERROR);
    }
  }

  private int write(ToIntFunction<PrintWriter> ask, Path part) throws IOException {
    try {
      int exit;
      try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(part))) {
        exit = ask.applyAsInt(writer);
        if (writer.checkError()) {
          throw new IOException("the disk may be full");
        }
      }
      // Differences that were found are a whole answer, too.
      if (exit == ExitCode.DONE || exit == ExitCode.FAIL) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return exit;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private int cannotWrite(String why, int exit) {
    err.println(target + " cannot be written: " + why + ".");
    return exit;
  }
}
