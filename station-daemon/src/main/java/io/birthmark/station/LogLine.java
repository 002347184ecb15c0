package io.birthmark.station;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A log entry as text; a stack trace has lines of its own. */
final class LogLine extends Formatter {
  private final boolean withPriority;

  /**
   * A formatter.
   *
   * @param withPriority each line begins with its priority as journald reads it, and not with a
   *     word
   */
  LogLine(boolean withPriority) {
    this.withPriority = withPriority;
  }

  @Override
  public String format(LogRecord entry) {
    return withPriority
        ? prefixed(priority(entry.getLevel()), message(entry))
        : word(entry.getLevel()) + " " + message(entry) + "\n";
  }

  /** The message, and the stack trace if there is one, without a line end. */
  String message(LogRecord entry) {
    if (entry.getThrown() == null) {
      return formatMessage(entry);
    }
    StringWriter trace = new StringWriter();
    entry.getThrown().printStackTrace(new PrintWriter(trace, true));
    return (formatMessage(entry) + "\n" + trace).stripTrailing();
  }

  /** Each line of the text with its priority: sd-daemon(3) goes by lines. */
  static String prefixed(int priority, String text) {
    StringBuilder lines = new StringBuilder();
    text.lines()
        .forEach(line -> lines.append('<').append(priority).append('>').append(line).append('\n'));
    return lines.toString();
  }

  private static String word(Level level) {
    return level.equals(Level.SEVERE) ? "ERROR" : level.getName();
  }

  /** Of syslog(3): 3 is an error, 4 a warning, 6 information, 7 for who looks for a fault. */
  static int priority(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return 3;
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return 4;
    }
    return level.intValue() >= Level.INFO.intValue() ? 6 : 7;
  }
}
