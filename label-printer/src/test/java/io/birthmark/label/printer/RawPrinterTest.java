package io.birthmark.label.printer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RawPrinterTest {
  private static final String TEXT = "^XA\n^PW400^LL200^FO9,9^FD000417^FS\n^XZ\n";
  private static final byte[] LABEL = TEXT.getBytes(StandardCharsets.US_ASCII);

  private FakeZebra zebra;
  private RawPrinter printer;

  @BeforeEach
  void switchOn() throws IOException {
    zebra = new FakeZebra();
    printer = printer(Duration.ofSeconds(20));
  }

  @AfterEach
  void switchOff() throws IOException {
    zebra.close();
  }

  private RawPrinter printer(Duration whole) {
    return new RawPrinter(
        "127.0.0.1",
        zebra.port(),
        new PrinterLimits(Duration.ofMillis(400), whole, Duration.ofMillis(20)));
  }

  @Test
  void printed_means_that_the_printer_has_nothing_left_to_print() {
    assertThat(printer.trouble()).isEmpty();
    assertThat(printer.print(PrintJob.of("000417", 1, 1), LABEL)).isEqualTo(new Printing.Printed());
    assertThat(zebra.printed).containsExactly(TEXT);
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        trouble(z -> z.paperOut = true, "printer.paper-out"),
        trouble(z -> z.headOpen = true, "printer.head-open"),
        trouble(z -> z.ribbonOut = true, "printer.ribbon-out"),
        trouble(z -> z.paused = true, "printer.paused"));
  }

  private static Arguments trouble(Consumer<FakeZebra> make, String code) {
    return Arguments.of(make, code);
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void a_printer_that_cannot_print_is_sent_nothing(Consumer<FakeZebra> make, String code) {
    make.accept(zebra);
    assertThat(printer.trouble()).hasValueSatisfying(t -> assertThat(t.code()).isEqualTo(code));
    assertThat(printer.print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOfSatisfying(
            Printing.NotPrinted.class, not -> assertThat(not.trouble().code()).isEqualTo(code));
    zebra.paperOut = zebra.headOpen = zebra.ribbonOut = zebra.paused = false;
    assertThat(printer.trouble()).isEmpty();
    assertThat(zebra.printed).isEmpty();
  }

  @Test
  void paper_that_runs_out_under_a_label_is_waited_for_and_the_label_comes_once() {
    zebra.lastLabel = true;
    Thread person =
        new Thread(
            () -> {
              while (!zebra.paperOut) {
                Thread.onSpinWait();
              }
              zebra.putPaperIn();
            });
    person.start();
    assertThat(printer.print(PrintJob.of("000417", 1, 1), LABEL)).isEqualTo(new Printing.Printed());
    assertThat(zebra.printed).containsExactly(TEXT);
  }

  @Test
  void paper_that_does_not_come_back_in_time_leaves_the_label_unknown() {
    zebra.lastLabel = true;
    assertThat(printer(Duration.ofMillis(100)).print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOfSatisfying(
            Printing.Unknown.class,
            unknown -> assertThat(unknown.trouble().code()).isEqualTo("printer.paper-out"));
    zebra.putPaperIn();
    assertThat(printer.trouble()).isEmpty();
    assertThat(zebra.printed).as("by the printer itself").containsExactly(TEXT);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSES", "HANGS", "NONSENSE"})
  void a_printer_that_answers_badly_is_sent_nothing(FakeZebra.Manner manner) {
    zebra.manner = manner;
    assertThat(printer.print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOf(Printing.NotPrinted.class);
    assertThat(zebra.printed).isEmpty();
  }

  @Test
  void a_printer_that_goes_in_the_middle_leaves_the_label_unknown() {
    zebra.manner = FakeZebra.Manner.HALF;
    assertThat(printer.print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOf(Printing.Unknown.class);
  }

  @Test
  void a_printer_that_is_not_there_is_unreachable() throws IOException {
    zebra.close();
    assertThat(printer.print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOfSatisfying(
            Printing.NotPrinted.class,
            not -> assertThat(not.trouble().code()).isEqualTo("printer.unreachable"));
  }
}
