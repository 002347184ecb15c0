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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A printer without a queue before it, that speaks IPP itself: {@code ippeveprinter}, which will
 * not start without a bus and a responder for DNS-SD, and so gets both of its own.
 */
final class EverywherePrinterTest {
  private static final byte[] LABEL =
      "^XA\n^CI28^FO9,9^FH^FD_C3_A9 000417^FS\n^XZ\n".getBytes(StandardCharsets.US_ASCII);
  private static final PrintJob JOB = PrintJob.of("000417", 1, 1);
  private static final Path RUNNING = Path.of("/run/avahi-daemon/socket");

  @TempDir Path folder;
  private final Deque<Process> started = new ArrayDeque<>();
  private int port;

  @BeforeEach
  void switchOn() throws Exception {
    for (String program : new String[] {"ippeveprinter", "avahi-daemon", "dbus-daemon"}) {
      assumeTrue(
          Stream.of("/usr/bin", "/usr/sbin")
              .anyMatch(bin -> Files.isExecutable(Path.of(bin, program))),
          program + " is not installed (tools/setup.sh)");
    }
    assumeTrue("root".equals(System.getProperty("user.name")), "avahi-daemon takes root to start");
    Map<String, String> bus = Files.exists(RUNNING) ? Map.of() : responder();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start(
        bus,
        "ippeveprinter",
        "-n",
        "localhost",
        "-p",
        Integer.toString(port),
        "-d",
        folder.toString(),
        "-f",
        "application/vnd.zebra-zpl,application/pdf",
        "-c",
        mechanics().toString(),
        "label");
    for (int i = 0; i < 100 && printer(20).trouble().isPresent(); i++) {
      Thread.sleep(100);
    }
  }

  @AfterEach
  void switchOff() throws Exception {
    Files.deleteIfExists(noPaper());
    while (!started.isEmpty()) {
      Process last = started.pop();
      last.destroy();
      assertThat(last.waitFor()).isGreaterThanOrEqualTo(0);
    }
  }

  private Map<String, String> responder() throws Exception {
    String address = "unix:path=" + folder.resolve("bus");
    Path busConf =
        Files.writeString(
            folder.resolve("bus.conf"),
            """
            <busconfig>
              <type>system</type>
              <listen>%s</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/>
                <allow own="*"/>
                <allow send_destination="*"/>
                <allow receive_sender="*"/>
              </policy>
            </busconfig>
            """
                .formatted(address));
    Path avahiConf =
        Files.writeString(
            folder.resolve("avahi.conf"),
            "[server]\nuse-ipv6=no\nallow-interfaces=lo\n[wide-area]\nenable-wide-area=no\n");
    Map<String, String> bus = Map.of("DBUS_SYSTEM_BUS_ADDRESS", address);
    start(bus, "dbus-daemon", "--config-file=" + busConf, "--nofork", "--nopidfile");
    for (int i = 0; i < 100 && !Files.exists(folder.resolve("bus")); i++) {
      Thread.sleep(50);
    }
    Path log =
        start(
            bus,
            "avahi-daemon",
            "--no-drop-root",
            "--no-rlimits",
            "--no-chroot",
            "-f",
            avahiConf.toString());
    for (int i = 0; i < 300 && !Files.readString(log).contains("startup complete"); i++) {
      Thread.sleep(50);
    }
    return bus;
  }

  /** Returns where it writes what it says. */
  private Path start(Map<String, String> environment, String... command) throws IOException {
    Path log = folder.resolve(command[0] + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().merge("PATH", ":/usr/sbin", String::concat);
    started.push(builder.start());
    return log;
  }

  /** It says when there is no paper, and goes on when there is. */
  private Path mechanics() throws IOException {
    Path mechanics =
        Files.writeString(
            folder.resolve("mechanics"),
            """
            #!/bin/sh
            if [ -e %1$s ]; then
                echo 'STATE: +media-empty-error' >&2
                while [ -e %1$s ]; do sleep 0.1; done
                echo 'STATE: -media-empty-error' >&2
            fi
            cat "$1" >> %2$s
            """
                .formatted(noPaper(), out()));
    return Files.setPosixFilePermissions(mechanics, PosixFilePermissions.fromString("rwx------"));
  }

  private Path noPaper() {
    return folder.resolve("no-paper");
  }

  private Path out() {
    return folder.resolve("out.zpl");
  }

  private IppPrinter printer(int seconds) {
    return new IppPrinter(
        URI.create("ipp://localhost:" + port + "/ipp/print"),
        new PrinterLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(seconds), Duration.ofMillis(50)));
  }

  @Test
  void the_label_comes_out_byte_by_byte_and_its_job_is_found_again() throws IOException {
    assertThat(printer(20).trouble()).isEmpty();
    assertThat(printer(20).print(JOB, LABEL)).isEqualTo(new Printing.Printed());
    assertThat(Files.readAllBytes(out())).isEqualTo(LABEL);
    assertThat(printer(20).lookUp(JOB)).isEqualTo(new Printing.Printed());
    assertThat(printer(20).lookUp(PrintJob.of("000417", 2, 2)))
        .isInstanceOf(Printing.Unknown.class);
  }

  @Test
  void paper_that_is_out_is_seen_and_the_label_is_printed_once_when_it_is_back() throws Exception {
    Files.createFile(noPaper());
    assertThat(printer(2).print(JOB, LABEL))
        .isInstanceOfSatisfying(
            Printing.Unknown.class,
            unknown -> {
              assertThat(unknown.trouble().code()).isEqualTo("printer.paper-out");
              assertThat(unknown.trouble().action()).contains("printed once");
            });
    assertThat(printer(2).print(PrintJob.of("000418", 1, 2), LABEL))
        .as("another one is sent nothing")
        .isInstanceOf(Printing.NotPrinted.class);
    Files.delete(noPaper());
    assertThat(printer(20).lookUp(JOB)).isEqualTo(new Printing.Printed());
    assertThat(Files.readAllBytes(out())).isEqualTo(LABEL);
  }
}
