package io.birthmark.label.printer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A CUPS of our own, in a folder, with a raw queue to a printer that is a file, with paper or
 * without.
 */
final class CupsTest {
  private static final Path CUPSD = Path.of("/usr/sbin/cupsd");
  private static final byte[] LABEL =
      "^XA\n^CI28^FO9,9^FH^FD_C3_A9 000417^FS\n^XZ\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private Optional<Process> cupsd = Optional.empty();
  private int port;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(CUPSD), "cupsd is not installed (tools/setup.sh)");
    assumeTrue("root".equals(System.getProperty("user.name")), "cupsd wants to be started by root");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.writeString(
        root.resolve("printers.conf"),
        "<Printer label>\nDeviceURI paper:/\nState Idle\nAccepting Yes\n</Printer>\n");
    Files.writeString(
        folder.resolve("cupsd.conf"),
        """
        Listen 127.0.0.1:%d
        Browsing Off
        WebInterface No
        DefaultAuthType None
        <Location />
          Order allow,deny
          Allow all
        </Location>
        <Policy default>
          <Limit All>
            Order allow,deny
            Allow all
          </Limit>
        </Policy>
        """
            .formatted(port));
    StringBuilder files = new StringBuilder("ServerBin " + backend(folder) + "\n");
    files.append("DataDir /usr/share/cups\nServerRoot ").append(root).append('\n');
    for (String name : new String[] {"StateDir", "CacheDir", "RequestRoot", "TempDir"}) {
      Path made = Files.createDirectories(folder.resolve(name));
      files.append(name).append(' ').append(made).append('\n');
    }
    for (String name : new String[] {"AccessLog", "ErrorLog", "PageLog"}) {
      files.append(name).append(' ').append(folder.resolve(name)).append('\n');
    }
    Path conf = Files.writeString(folder.resolve("files.conf"), files);
    cupsd =
        Optional.of(
            new ProcessBuilder(
                    CUPSD.toString(),
                    "-f",
                    "-c",
                    folder.resolve("cupsd.conf").toString(),
                    "-s",
                    conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("cupsd.log").toFile())
                .start());
    for (int i = 0; i < 100 && printer().trouble().isPresent(); i++) {
      Thread.sleep(100);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (cupsd.isPresent()) {
      cupsd.get().destroy();
      assertThat(cupsd.get().waitFor()).isGreaterThanOrEqualTo(0);
    }
  }

  /** As a driver would: it says when there is no paper, and goes on when there is. */
  private Path backend(Path folder) throws IOException {
    Path bin = folder.resolve("bin");
    Path backend = Files.createDirectories(bin.resolve("backend")).resolve("paper");
    Files.writeString(
        backend,
        """
        #!/bin/sh
        [ $# -gt 0 ] || exit 0
        if [ -e %1$s ]; then
            echo 'STATE: +media-empty-error' >&2
            while [ -e %1$s ]; do sleep 0.1; done
            echo 'STATE: -media-empty-error' >&2
        fi
        cat ${6:+"$6"} >> %2$s
        """
            .formatted(noPaper(), out()));
    Files.createSymbolicLink(bin.resolve("daemon"), Path.of("/usr/lib/cups/daemon"));
    Files.setPosixFilePermissions(backend, PosixFilePermissions.fromString("rwx------"));
    return bin;
  }

  private Path noPaper() {
    return folder.resolve("no-paper");
  }

  private Path out() {
    return folder.resolve("out.zpl");
  }

  private IppPrinter printer() {
    return new IppPrinter(
        URI.create("ipp://127.0.0.1:" + port + "/printers/label"),
        new PrinterLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMillis(50)));
  }

  @Test
  void a_raw_queue_gets_the_label_byte_by_byte_and_its_job_is_found_again() throws IOException {
    assertThat(printer().trouble()).isEmpty();
    assertThat(printer().print(PrintJob.of("000417", 1, 1), LABEL))
        .isEqualTo(new Printing.Printed());
    assertThat(Files.readAllBytes(out())).isEqualTo(LABEL);
    assertThat(printer().lookUp(PrintJob.of("000417", 1, 1))).isEqualTo(new Printing.Printed());
    assertThat(printer().lookUp(PrintJob.of("000418", 1, 1))).isInstanceOf(Printing.Unknown.class);
  }

  @Test
  void paper_that_is_out_is_seen_and_the_label_is_printed_once_when_it_is_back() throws Exception {
    Files.createFile(noPaper());
    IppPrinter hasty =
        new IppPrinter(
            URI.create("ipp://127.0.0.1:" + port + "/printers/label"),
            new PrinterLimits(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMillis(50)));
    assertThat(hasty.print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOfSatisfying(
            Printing.Unknown.class,
            unknown -> assertThat(unknown.trouble().code()).isEqualTo("printer.paper-out"));
    assertThat(printer().print(PrintJob.of("000418", 1, 1), LABEL))
        .as("another one is sent nothing")
        .isInstanceOf(Printing.NotPrinted.class);
    Files.delete(noPaper());
    assertThat(printer().lookUp(PrintJob.of("000417", 1, 1))).isEqualTo(new Printing.Printed());
    assertThat(Files.readAllBytes(out())).isEqualTo(LABEL);
  }

  @Test
  void a_queue_that_is_not_there_takes_nothing() {
    IppPrinter other =
        new IppPrinter(
            URI.create("ipp://127.0.0.1:" + port + "/printers/other"),
            PrinterLimits.of(Duration.ofSeconds(1)));
    assertThat(other.print(PrintJob.of("000417", 1, 1), LABEL))
        .isInstanceOf(Printing.NotPrinted.class);
  }
}
