package io.birthmark.station.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** SQLite's own command, in the hand of whoever changes a journal behind the station's back. */
public final class Sqlite3 {
  private Sqlite3() {}

  public static String on(Path journal, String sql) {
    return run(List.of("sqlite3", "-bail", journal.toString(), sql));
  }

  /** What a program says on standard output and standard error; it has to end well. */
  public static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError(command.get(0) + " ended with " + exit + ": " + said);
      }
      return said.strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
