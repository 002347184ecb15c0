package io.birthmark.label.printer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What labels are called: a name that came twice would tell of the wrong label. */
final class PrintJobTest {
  private static final byte[] LABEL = "^XA\n^XZ\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  @Test
  void the_first_label_of_a_serial_is_a_file_of_its_name() {
    assertThat(PrintJob.of("000417", 1, 12)).isEqualTo(new PrintJob("000417-1-12", "000417"));
    assertThat(PrintJob.of("000417", 2, 13)).isEqualTo(new PrintJob("000417-2-13", "000417~2"));
  }

  @Test
  void no_two_labels_share_a_name_or_a_file_whatever_is_in_their_serials() {
    Stream<PrintJob> jobs =
        Stream.of(
            PrintJob.of("a/1", 1, 1),
            PrintJob.of("a_1", 1, 2),
            PrintJob.of("a%2F1", 1, 3),
            PrintJob.of("a", 2, 4),
            PrintJob.of("a-2", 1, 5),
            PrintJob.of("a~2", 1, 6),
            PrintJob.of("\u00e4", 1, 7));
    assertThat(jobs.flatMap(job -> Stream.of(job.name(), job.file() + ".zpl")))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z0-9%~_-]+(\\.zpl)?"));
    assertThat(PrintJob.of("..", 1, 1).file()).isEqualTo("%2E.");
  }

  @Test
  void a_folder_has_a_label_when_its_own_file_is_there() throws IOException {
    FolderPrinter printer = new FolderPrinter(folder, ".zpl");
    PrintJob first = PrintJob.of("000417", 1, 1);
    assertThat(printer.lookUp(first)).isInstanceOf(Printing.Unknown.class);
    assertThat(printer.print(first, LABEL)).isEqualTo(new Printing.Printed());
    assertThat(printer.lookUp(first)).isEqualTo(new Printing.Printed());
    assertThat(folder.resolve("000417.zpl")).hasBinaryContent(LABEL);
    assertThat(printer.lookUp(PrintJob.of("000417", 2, 2))).isInstanceOf(Printing.Unknown.class);
  }

  @Test
  void a_file_that_was_taken_to_be_printed_is_not_taken_for_one_that_never_was() throws Exception {
    FolderPrinter printer = new FolderPrinter(folder, ".zpl");
    PrintJob job = PrintJob.of("000417", 1, 1);
    assertThat(printer.print(job, LABEL)).isEqualTo(new Printing.Printed());
    Files.delete(folder.resolve("000417.zpl"));
    assertThat(printer.lookUp(job)).isInstanceOf(Printing.Unknown.class);
    Files.write(folder.resolve("000417.zpl.part"), new byte[] {'^'});
    assertThat(printer.lookUp(job))
        .as("cut off before anybody could take it")
        .isInstanceOf(Printing.NotPrinted.class);
  }

  @Test
  void a_test_label_is_no_device_s_whatever_the_device_is_called() {
    assertThat(PrintJob.of("test", 1, 1).file()).isNotEqualTo(PrintJob.TEST.file());
    assertThat(PrintJob.of("%test", 1, 1).file()).isNotEqualTo(PrintJob.TEST.file());
  }
}
