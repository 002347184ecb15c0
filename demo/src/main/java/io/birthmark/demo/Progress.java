package io.birthmark.demo;

import java.io.PrintStream;

/** How far long work is: one line that moves on a terminal, plain lines elsewhere. */
public final class Progress {
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private boolean dirty;

  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A part of the work begins. */
  public synchronized void begin(String what) {
    end();
    out.println(what);
  }

  /** {@code done} of {@code all} are done; the last was {@code name}. */
  public synchronized void step(int done, int all, String name) {
    if (terminal) {
      out.print(CLEAR_LINE + "  " + done + " of " + all + "  " + name);
      out.flush();
      dirty = true;
    } else {
      out.println("  " + done + " of " + all + "  " + name);
    }
  }

  public synchronized void end() {
    if (dirty) {
      out.print(CLEAR_LINE);
      dirty = false;
    }
    out.flush();
  }
}
