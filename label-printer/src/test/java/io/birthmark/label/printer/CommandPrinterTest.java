package io.birthmark.label.printer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command says by its exit code what became of the label, or nothing at all. */
@Timeout(60)
final class CommandPrinterTest {
  private static final PrintJob JOB = PrintJob.of("000417", 1, 1);
  private static final byte[] LABEL = "^XA\n^XZ\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private static Printing print(String command, byte[] label) {
    PrinterLimits limits =
        new PrinterLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(20));
    return new CommandPrinter(command, limits).print(JOB, label);
  }

  @Test
  void it_gets_the_label_and_its_name_and_its_exit_code_counts() throws IOException {
    Path out = folder.resolve("out");
    assertThat(print("echo $BIRTHMARK_LABEL > " + out + "; cat >> " + out, LABEL))
        .isEqualTo(new Printing.Printed());
    assertThat(out).hasContent("000417-1-1\n^XA\n^XZ\n");
    assertThat(print("exit 75", LABEL)).isInstanceOf(Printing.NotPrinted.class);
    assertThat(print("exit 1", LABEL)).isInstanceOf(Printing.Unknown.class);
    assertThat(print("kill -9 $$", LABEL)).isInstanceOf(Printing.Unknown.class);
    assertThat(print("no-such-command --x", LABEL))
        .isInstanceOfSatisfying(
            Printing.Unknown.class,
            unknown -> assertThat(unknown.trouble().sentence()).contains("no such command"));
  }

  @Test
  void a_label_that_it_does_not_read_is_not_waited_for_for_ever() {
    assertThat(print("sleep 600", new byte[4 << 20])).isInstanceOf(Printing.Unknown.class);
    assertThat(print("exit 75", new byte[4 << 20])).isInstanceOf(Printing.NotPrinted.class);
  }

  @Test
  void what_it_has_started_ends_with_it_and_prints_nothing_later() throws Exception {
    Path out = folder.resolve("late");
    assertThat(print("(sleep 2; cat > " + out + ")", LABEL)).isInstanceOf(Printing.Unknown.class);
    Thread.sleep(2500);
    assertThat(Files.exists(out)).isFalse();
  }
}
