package io.birthmark.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.systemd.Ear;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** What journald is given of a log entry, heard by socat. */
class JournalHandlerTest {
  @TempDir Path dir;

  private final List<String> standardError = new ArrayList<>();

  private final Handler fallback =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          standardError.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Test
  void anEntryHasItsPriorityAndWhatItIsAbout() throws Exception {
    Path journal = dir.resolve("journal");
    try (Ear ear = Ear.at("UNIX-RECV:" + journal, dir)) {
      Handler handler = new JournalHandler(journal, fallback);
      MDC.put("BIRTHMARK_SLOT", "A");
      handler.publish(new LogRecord(Level.WARNING, "slot A: FAIL"));
      MDC.remove("BIRTHMARK_SLOT");
      ear.await("BIRTHMARK_SLOT=A\n");
      assertThat(ear.heard().lines())
          .contains("MESSAGE=slot A: FAIL", "PRIORITY=4", "SYSLOG_IDENTIFIER=birthmark");
      handler.publish(new LogRecord(Level.INFO, "ready"));
      ear.await("MESSAGE=ready\nPRIORITY=6\n");
      assertThat(ear.heard()).containsOnlyOnce("BIRTHMARK_SLOT");
      assertThat(standardError).isEmpty();
    }
  }

  @Test
  void whatJournaldDoesNotTakeGoesToStandardError() {
    new JournalHandler(dir.resolve("away"), fallback)
        .publish(new LogRecord(Level.SEVERE, "no journal"));
    assertThat(standardError).containsExactly("no journal");
  }
}
