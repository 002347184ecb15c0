package io.birthmark.station.label;

import io.birthmark.label.printer.PrintJob;
import io.birthmark.label.printer.Printer;
import io.birthmark.label.printer.Printing;
import io.birthmark.label.printer.Trouble;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A printer that answers as it is told to, and keeps what it got. */
final class PaperPrinter implements Printer {
  static final Trouble LOST = new Trouble("printer.lost", "Nobody knows.", "Look.");
  static final Trouble PAPER_OUT = new Trouble("printer.paper-out", "No paper.", "Put some in.");

  /** The power went between "sent" and "confirmed". */
  static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  final List<String> jobs = new ArrayList<>();
  final Deque<Printing> answers = new ArrayDeque<>();
  Optional<Trouble> trouble = Optional.empty();
  Printing remembers = new Printing.Unknown(LOST);
  Optional<Trouble> pending = Optional.empty();
  boolean cutsPower;

  @Override
  public Optional<Trouble> trouble() {
    return trouble;
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    jobs.add(job.name());
    if (cutsPower) {
      throw new PowerCut();
    }
    return answers.isEmpty() ? new Printing.Printed() : answers.pop();
  }

  @Override
  public Printing lookUp(PrintJob job) {
    return remembers;
  }

  @Override
  public Optional<Trouble> pending(PrintJob job) {
    return pending;
  }
}
