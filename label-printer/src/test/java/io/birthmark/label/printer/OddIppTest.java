package io.birthmark.label.printer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What queues and printers answer that neither CUPS nor ippeveprinter does. */
@Timeout(60)
final class OddIppTest {
  private static final PrintJob JOB = PrintJob.of("000417", 1, 1);
  private static final byte[] LABEL = "^XA\n^XZ\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  private FakeIpp ipp;

  @BeforeEach
  void switchOn() throws IOException {
    ipp = new FakeIpp();
  }

  @AfterEach
  void switchOff() {
    ipp.close();
  }

  private IppPrinter printer() {
    return new IppPrinter(
        URI.create("ipp://127.0.0.1:" + ipp.port() + "/ipp/print"),
        new PrinterLimits(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMillis(20)));
  }

  @ParameterizedTest
  @CsvSource({
    "9, job-completed-successfully, Printed",
    "9, job-completed-with-warnings, Printed",
    "9, job-completed-with-errors, Unknown",
    "9, queued-in-device, Unknown",
    "8, aborted-by-system, Unknown",
    "7, job-canceled-by-user, Unknown",
    "4, job-hold-until-specified, Unknown",
    "99999999999, none, Unknown"
  })
  void only_a_job_that_is_completed_for_certain_is_printed(
      String state, String reason, String printing) {
    ipp.jobState = state;
    ipp.jobReason = reason;
    assertThat(printer().print(JOB, LABEL).getClass().getSimpleName()).isEqualTo(printing);
  }

  @ParameterizedTest
  @CsvSource({"401, NotPrinted", "404, NotPrinted", "426, NotPrinted", "503, Unknown"})
  void a_job_that_http_refuses_was_not_printed(int status, String printing) {
    ipp.printJobStatus = status;
    assertThat(printer().print(JOB, LABEL).getClass().getSimpleName()).isEqualTo(printing);
  }

  @Test
  void a_queue_that_wants_a_password_is_told_of_as_what_it_is() {
    ipp.attributesStatus = 401;
    assertThat(printer().trouble())
        .hasValueSatisfying(
            trouble -> {
              assertThat(trouble.code()).isEqualTo("printer.refused");
              assertThat(trouble.sentence()).contains("HTTP status 401");
            });
  }

  @Test
  void a_queue_that_stands_still_says_why() {
    ipp.stopped = true;
    assertThat(printer().print(JOB, LABEL))
        .isInstanceOfSatisfying(
            Printing.NotPrinted.class,
            not -> {
              assertThat(not.trouble().code()).isEqualTo("printer.paused");
              assertThat(not.trouble().sentence()).contains("Backend is not there!");
            });
    assertThat(ipp.documents).isEmpty();
  }

  @Test
  void one_answer_that_does_not_come_while_it_prints_does_not_lose_the_job() {
    ipp.failures.set(2);
    assertThat(printer().print(JOB, LABEL)).isEqualTo(new Printing.Printed());
    assertThat(ipp.documents).hasSize(1);
  }

  @Test
  void an_answer_that_begins_and_does_not_end_does_not_hold_the_line_up() {
    ipp.stalls = true;
    assertThat(printer().trouble())
        .hasValueSatisfying(t -> assertThat(t.code()).isEqualTo("printer.unreachable"));
  }

  @Test
  void a_picture_goes_only_to_who_takes_pictures() {
    ipp.formats = new String[] {"application/pdf", "application/octet-stream"};
    assertThat(printer().print(JOB, PNG)).isInstanceOf(Printing.NotPrinted.class);
    assertThat(ipp.documents).isEmpty();
    ipp.formats = new String[] {"application/vnd.cups-raw", "image/png"};
    assertThat(printer().print(JOB, PNG)).isEqualTo(new Printing.Printed());
    assertThat(ipp.documents).containsExactly("image/png");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2000})
  void a_job_is_found_however_long_the_queue_s_memory_is(int others) {
    ipp.otherJobs = others;
    assertThat(printer().print(JOB, LABEL)).isEqualTo(new Printing.Printed());
    assertThat(printer().lookUp(JOB)).isEqualTo(new Printing.Printed());
    assertThat(printer().pending(JOB)).isEmpty();
  }

  @Test
  void a_job_that_still_waits_is_told_of() {
    ipp.jobState = "3";
    assertThat(printer().print(JOB, LABEL)).isInstanceOf(Printing.Unknown.class);
    assertThat(printer().pending(JOB))
        .hasValueSatisfying(t -> assertThat(t.code()).isEqualTo("printer.pending"));
  }
}
