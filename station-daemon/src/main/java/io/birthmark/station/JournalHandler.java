package io.birthmark.station;

import io.birthmark.station.systemd.JournalSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.slf4j.MDC;

/**
 * Log entries as journald's own: a stack trace is one entry, and slot, serial, run and problem code
 * are fields ({@code journalctl BIRTHMARK_SLOT=A}). What journald does not take goes to standard
 * error.
 */
final class JournalHandler extends Handler {
  private final Path journal;
  private final Handler standardError;
  private final LogLine text = new LogLine(true);
  private Optional<JournalSocket> socket = Optional.empty();

  /**
   * A handler.
   *
   * @param journal where journald listens
   * @param standardError takes what journald does not
   */
  JournalHandler(Path journal, Handler standardError) {
    this.journal = journal;
    this.standardError = standardError;
  }

  @Override
  public synchronized void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MESSAGE", text.message(entry));
    fields.put("PRIORITY", Integer.toString(LogLine.priority(entry.getLevel())));
    fields.put("SYSLOG_IDENTIFIER", "birthmark");
    fields.put("LOGGER", String.valueOf(entry.getLoggerName()));
    Optional.ofNullable(MDC.getCopyOfContextMap()).ifPresent(fields::putAll);
    try {
      if (socket.isEmpty()) {
        socket = Optional.of(JournalSocket.at(journal));
      }
      socket.get().send(fields);
    } catch (IOException e) {
      // Standard error ends in the journal as well, only without the fields.
      standardError.publish(entry);
    }
  }

  @Override
  public void flush() {
    standardError.flush();
  }

  @Override
  public void close() {
    standardError.close();
  }
}
