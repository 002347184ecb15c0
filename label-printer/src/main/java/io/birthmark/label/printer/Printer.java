package io.birthmark.label.printer;

import java.util.Optional;

/** Where labels come out; one job at a time, by one thread at a time. */
public interface Printer {

  /** What keeps it from printing now; empty when nothing does. */
  Optional<Trouble> trouble();

  /** Prints one label and follows it to the end. */
  Printing print(PrintJob job, byte[] label);

  /** What became of a job that was sent; {@link Printing.Unknown} when the printer cannot tell. */
  Printing lookUp(PrintJob job);

  /** Why this job may yet come out by itself; empty when the printer has it no more, or is mute. */
  default Optional<Trouble> pending(PrintJob job) {
    return Optional.empty();
  }
}
