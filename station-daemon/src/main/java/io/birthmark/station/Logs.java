package io.birthmark.station;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logs go to standard error, a line each; standard output belongs to answers. */
public final class Logs {
  private Logs() {}

  /** Sets logging up, unless the JVM was given a configuration of its own. */
  public static void toStandardError() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    LogManager.getLogManager().reset();
    Handler handler = new ConsoleHandler();
    handler.setLevel(Level.INFO);
    handler.setFormatter(new OneLine());
    Logger.getLogger("").addHandler(handler);
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord entry) {
      StringBuilder line = new StringBuilder();
      line.append(entry.getLevel().equals(Level.SEVERE) ? "ERROR" : entry.getLevel().getName());
      line.append(' ').append(formatMessage(entry)).append('\n');
      if (entry.getThrown() != null) {
        StringWriter trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace, true));
        line.append(trace);
      }
      return line.toString();
    }
  }
}
