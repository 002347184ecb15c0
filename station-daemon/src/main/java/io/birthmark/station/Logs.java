package io.birthmark.station;

import io.birthmark.station.systemd.JournalSocket;
import io.birthmark.station.systemd.JournalStream;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Logs go to standard error, a line each; standard output belongs to answers. Where standard error
 * ends in the journal, entries go to journald with their priority and what they are about.
 */
public final class Logs {
  private Logs() {}

  /** Also what is logged while the process ends is heard; before the first logger is made. */
  public static void lastToTheEnd() {
    String unused =
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
  }

  /** Of a program that no service manager starts. */
  public static void toStandardError() {
    toStandardError(Map.of());
  }

  /** Sets logging up, unless the JVM was given a configuration of its own. */
  public static void toStandardError(Map<String, String> environment) {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    LogManager manager = LogManager.getLogManager();
    manager.reset();
    Handler handler = handler(environment);
    handler.setLevel(Level.INFO);
    Logger.getLogger("").addHandler(handler);
    if (manager instanceof LastingLogManager own) {
      own.last();
    }
  }

  /** Why a daemon does not start, as it is printed; an error also for the journal. */
  public static String refusal(String text, Map<String, String> environment) {
    return JournalStream.isStandardError(environment)
        ? LogLine.prefixed(LogLine.priority(Level.SEVERE), text).stripTrailing()
        : text;
  }

  private static Handler handler(Map<String, String> environment) {
    Handler plain = new ConsoleHandler();
    if (!JournalStream.isStandardError(environment)) {
      plain.setFormatter(new LogLine(false));
      return plain;
    }
    plain.setFormatter(new LogLine(true));
    return new JournalHandler(JournalSocket.USUAL, plain);
  }
}
