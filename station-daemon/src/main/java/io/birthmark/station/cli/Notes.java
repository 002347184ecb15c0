package io.birthmark.station.cli;

import java.io.PrintWriter;

/** What is being done right now: one line that changes on a terminal, plain lines elsewhere. */
final class Notes {
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter err;
  private final boolean terminal;
  private boolean dirty;

  Notes(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  void show(String note) {
    if (terminal) {
      err.print(CLEAR_LINE + "… " + note);
      dirty = true;
    } else {
      err.println("… " + note);
    }
    err.flush();
  }

  /** Leaves the line empty for what comes next. */
  void end() {
    if (dirty) {
      err.print(CLEAR_LINE);
      err.flush();
      dirty = false;
    }
  }
}
