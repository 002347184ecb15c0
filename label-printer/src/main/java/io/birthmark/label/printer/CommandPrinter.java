package io.birthmark.label.printer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A command that takes the label on standard input. Exit code 0 means printed, 75 (EX_TEMPFAIL)
 * that nothing was; after any other nobody knows.
 */
public final class CommandPrinter implements Printer {
  private static final int NOTHING_WAS_PRINTED = 75;
  private static final int NO_SUCH_COMMAND = 127;
  private static final int KILLED = 128 + 9;

  private final List<String> command;
  private final PrinterLimits limits;

  public CommandPrinter(String command, PrinterLimits limits) {
    this.command = List.of("/bin/sh", "-c", command);
    this.limits = limits;
  }

  /** Only printing shows. */
  @Override
  public Optional<Trouble> trouble() {
    return Optional.empty();
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BIRTHMARK_LABEL", job.name());
    Process process;
    try {
      process =
          builder
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return new Printing.NotPrinted(Trouble.refused(where(), String.valueOf(e.getMessage())));
    }
    try (Deadline unused = Deadline.in(limits.whole(), () -> kill(process))) {
      write(process, label);
      return ended(process);
    }
  }

  private static void write(Process process, byte[] label) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(label);
    } catch (IOException e) {
      // It ended without reading all; its exit code says what that means.
      return;
    }
  }

  /** With all that it has started: it holds the label, too, and could print it later. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public Printing lookUp(PrintJob job) {
    return new Printing.Unknown(Trouble.lost(where(), "a command keeps no list"));
  }

  private Printing ended(Process process) {
    int exit;
    try {
      exit = process.waitFor();
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where(), "the station is stopping"));
    }
    if (exit == 0) {
      return new Printing.Printed();
    }
    if (exit == NOTHING_WAS_PRINTED) {
      return new Printing.NotPrinted(Trouble.refused(where(), "exit code " + exit));
    }
    String why =
        switch (exit) {
          case KILLED -> "it was killed, or did not end in time";
          case NO_SUCH_COMMAND -> "the shell found no such command: correct [printer] address";
          default -> "exit code " + exit;
        };
    return new Printing.Unknown(Trouble.lost(where(), why));
  }

  private String where() {
    return command.get(2);
  }
}
