package io.birthmark.label.printer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Printers that hold a run up, or would have it believe that a label is on paper. */
@Timeout(60)
final class StubbornPrinterTest {
  private static final PrintJob JOB = PrintJob.of("000417", 1, 1);
  private static final String TEXT = "^XA\n^PW400^LL200^FO9,9^FD000417^FS\n^XZ\n";
  private static final byte[] LABEL = TEXT.getBytes(StandardCharsets.US_ASCII);

  private FakeZebra zebra;

  @BeforeEach
  void switchOn() throws IOException {
    zebra = new FakeZebra();
  }

  @AfterEach
  void switchOff() throws IOException {
    zebra.manner = FakeZebra.Manner.WELL;
    zebra.close();
  }

  private RawPrinter printer(int millis) {
    return new RawPrinter(
        "127.0.0.1",
        zebra.port(),
        new PrinterLimits(
            Duration.ofMillis(300), Duration.ofMillis(millis), Duration.ofMillis(20)));
  }

  @Test
  void that_another_s_label_came_out_does_not_mean_that_ours_did() {
    zebra.others.set(3);
    zebra.lastLabel = true;
    assertThat(printer(600).print(JOB, LABEL)).isInstanceOf(Printing.Unknown.class);
    assertThat(zebra.printed).isEmpty();
    zebra.putPaperIn();
    zebra.others.set(3);
    assertThat(printer(5000).print(PrintJob.of("000418", 1, 2), LABEL))
        .isEqualTo(new Printing.Printed());
    assertThat(zebra.printed).hasSize(2);
  }

  @Test
  void one_answer_that_comes_before_the_label_is_understood_does_not_mean_printed() {
    zebra.slow = true;
    zebra.lastLabel = true;
    assertThat(printer(600).print(JOB, LABEL))
        .isInstanceOfSatisfying(
            Printing.Unknown.class,
            unknown -> assertThat(unknown.trouble().code()).isEqualTo("printer.paper-out"));
  }

  @Test
  void a_printer_that_says_nothing_without_paper_is_waited_for() {
    zebra.manner = FakeZebra.Manner.MUTE_WITHOUT_PAPER;
    zebra.lastLabel = true;
    Thread person =
        new Thread(
            () -> {
              while (!zebra.paperOut) {
                Thread.onSpinWait();
              }
              zebra.manner = FakeZebra.Manner.MUTE_WITHOUT_PAPER;
              sleep(800);
              zebra.putPaperIn();
            });
    person.start();
    assertThat(printer(20_000).print(JOB, LABEL)).isEqualTo(new Printing.Printed());
    assertThat(zebra.printed).containsExactly(TEXT);
  }

  @Test
  void a_printer_that_reads_nothing_any_more_does_not_hold_the_line_up() {
    zebra.manner = FakeZebra.Manner.DEAF;
    byte[] picture = new byte[64 << 20];
    assertThat(printer(700).print(JOB, picture)).isInstanceOf(Printing.Unknown.class);
  }

  @Test
  void a_printer_that_never_ends_its_answer_does_not_hold_the_line_up() {
    zebra.manner = FakeZebra.Manner.DRIPS;
    assertThat(printer(700).trouble()).isPresent();
    assertThat(printer(700).print(JOB, LABEL)).isInstanceOf(Printing.NotPrinted.class);
  }

  @Test
  void labels_that_it_still_has_are_told_of() {
    assertThat(printer(700).pending(JOB)).isEmpty();
    zebra.others.set(3);
    assertThat(printer(700).pending(JOB))
        .hasValueSatisfying(t -> assertThat(t.code()).isEqualTo("printer.pending"));
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
