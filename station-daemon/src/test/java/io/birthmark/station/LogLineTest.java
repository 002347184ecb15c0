package io.birthmark.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** What journald reads of a line, sd-daemon(3), and what a person does. */
class LogLineTest {
  @Test
  void aPersonReadsAWord() {
    assertThat(new LogLine(false).format(new LogRecord(Level.SEVERE, "no")))
        .isEqualTo("ERROR no\n");
    assertThat(new LogLine(false).format(new LogRecord(Level.INFO, "ready: a")))
        .isEqualTo("INFO ready: a\n");
  }

  @Test
  void theJournalReadsAPriority() {
    LogLine line = new LogLine(true);
    assertThat(line.format(new LogRecord(Level.SEVERE, "no"))).isEqualTo("<3>no\n");
    assertThat(line.format(new LogRecord(Level.WARNING, "no"))).isEqualTo("<4>no\n");
    assertThat(line.format(new LogRecord(Level.INFO, "no"))).isEqualTo("<6>no\n");
    assertThat(line.format(new LogRecord(Level.FINE, "no"))).isEqualTo("<7>no\n");
  }

  @Test
  void eachLineHasIts() {
    LogRecord record = new LogRecord(Level.SEVERE, "two\nlines");
    record.setThrown(new IllegalStateException("why"));
    assertThat(new LogLine(true).format(record).lines())
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.startsWith("<3>"))
        .contains("<3>java.lang.IllegalStateException: why");
  }
}
