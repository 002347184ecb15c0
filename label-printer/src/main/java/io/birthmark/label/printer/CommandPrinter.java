package io.birthmark.label.printer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command that takes the label on standard input. Exit code 0 means printed, 75 (EX_TEMPFAIL)
 * that nothing was; after any other nobody knows.
 */
public final class CommandPrinter implements Printer {
  private static final int NOTHING_WAS_PRINTED = 75;

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
    try (OutputStream in = process.getOutputStream()) {
      in.write(label);
    } catch (IOException e) {
      // It ended without reading all; its exit code says what that means.
      return ended(process);
    }
    return ended(process);
  }

  @Override
  public Printing lookUp(PrintJob job) {
    return new Printing.Unknown(Trouble.lost(where(), "a command keeps no list"));
  }

  private Printing ended(Process process) {
    try {
      if (!process.waitFor(limits.whole().toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new Printing.Unknown(Trouble.lost(where(), "it did not end in time"));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where(), "the station is stopping"));
    }
    int exit = process.exitValue();
    if (exit == 0) {
      return new Printing.Printed();
    }
    String why = "exit code " + exit;
    return exit == NOTHING_WAS_PRINTED
        ? new Printing.NotPrinted(Trouble.refused(where(), why))
        : new Printing.Unknown(Trouble.lost(where(), why));
  }

  private String where() {
    return command.get(2);
  }
}
