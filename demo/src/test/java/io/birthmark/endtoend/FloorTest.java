package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import io.birthmark.station.floor.Scan;
import io.birthmark.station.floor.ShopFloor.ScannerSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The station without a keyboard: press, scan, wait, green, take out. */
class FloorTest {
  private final MockPanel panel = new MockPanel();

  /** The station's ear for scans, once it has one. */
  private final BlockingQueue<Consumer<Scan>> ears = new LinkedBlockingQueue<>();

  private final ScannerSource scanners =
      (device, scans, says, uptime) -> {
        ears.add(scans);
        return () -> {};
      };

  @Test
  void pressScanAmberGreenTakenOutDark() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      bench.settings().more(MockPanel.TOML).setText("floor", "scanner", "/dev/input/scanner");
      try (Daemon unused = bench.daemon(panel, scanners)) {
        panel.await("GRA");
        panel.await("");
        panel.press();
        panel.await("A");
        panel.await("");
        panel.await("A");
        Consumer<Scan> scanner = ears.take();
        scanner.accept(new Scan.Text("417"));
        awaitFloor(bench, "A serial.invalid");
        assertThat(bench.cli("status").out())
            .containsPattern("\nslot A, [0-9]+ s ago: serial.invalid\n");
        scanner.accept(new Scan.Text("000417"));
        panel.await("G");
        awaitFloor(bench, "");
        assertThat(bench.journal("SELECT serial || ' ' || state FROM devices"))
            .isEqualTo("000417 provisioned");
        assertThat(bench.journal("SELECT who FROM runs")).isEqualTo("slot:A");
        // Longer than the watch needs to see that the device is still there.
        Thread.sleep(1500);
        assertThat(panel.lit()).isEqualTo("G");
        tpm.powerOff();
        panel.await("");
      }
    }
  }

  @Test
  void aDevicePulledInTheMiddleIsRedAndGoesOnWhenItIsPutBack() throws Exception {
    try (Bench bench = counting()) {
      SoftwareTpm tpm = bench.slowSlot("A", 1);
      bench.settings().more(MockPanel.TOML);
      try (Daemon unused = bench.daemon(panel, scanners)) {
        panel.await("GRA");
        panel.await("");
        panel.press();
        panel.await("A");
        while (bench.journal("SELECT count(*) FROM runs").equals("0")) {
          Thread.sleep(50);
        }
        tpm.powerOff();
        panel.await("R");
        panel.await("");
        panel.await("R");
        assertThat(bench.journal("SELECT outcome || ' ' || problem_code FROM runs"))
            .isIn("FAIL tpm.gone", "FAIL tpm.absent");
        assertThat(bench.cli("status").out())
            .as("what red means, for whoever is called")
            .containsPattern(
                "slot A, press: free; FAIL 1 [0-9]+ s ago\n  tpm\\.(gone|absent)\n    .+\n    → ");
        SoftwareTpm unusedToo = Bench.on(tpm);
        panel.press();
        panel.await("G");
        assertThat(bench.journal("SELECT serial || ' ' || state FROM devices"))
            .isEqualTo("1 provisioned");
      }
    }
  }

  @Test
  void aStationThatHasEndedShowsNoGreen() throws Exception {
    try (Bench bench = counting()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench.settings().more(MockPanel.TOML);
      try (Daemon running = bench.daemon(panel, scanners)) {
        panel.await("GRA");
        panel.await("");
        panel.press();
        panel.await("G");
        assertThat(Files.readString(bench.folder().resolve("lamps"))).isEqualTo("2\n3\n4\n");
      }
      assertThat(panel.lit()).isEmpty();
      assertThat(bench.folder().resolve("lamps")).doesNotExist();
    }
  }

  @Test
  void aStationWithoutAChipSaysSoAndWorks() throws Exception {
    assumeTrue(!Files.exists(Path.of("/dev/gpiochip0")), "this machine has a GPIO chip");
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench.settings().more(MockPanel.TOML);
      Forked daemon = bench.forkDaemon();
      daemon.awaitError("gpio.absent");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(bench.cli("doctor").out()).contains("red     buttons and lamps: This machine");
    }
  }

  @Test
  void aStationWithoutButtonsAndScannersLoadsNothingForThem() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path classes = bench.folder().resolve("classes");
      String log = "JDK_JAVA_OPTIONS=-Xlog:class+load:file=" + classes;
      List<String> words = List.of("run", "--config", bench.config().toString());
      try (Forked daemon =
          Forked.start(bench.folder(), "io.birthmark.station.Main", words, List.of("env", log))) {
        daemon.awaitError("ready:");
        assertThat(Files.readString(classes))
            .contains("io.birthmark.station.Daemon ")
            .doesNotContain("com.pi4j.", "com.sun.jna.", "station.floor.Panels ");
      }
    }
  }

  /** What {@code status} tells of the floor: a subject and a code a line. */
  private static void awaitFloor(Bench bench, String expected) throws Exception {
    String told = "nothing yet";
    for (int i = 0; i < 100 && !told.equals(expected); i++) {
      Thread.sleep(50);
      JsonNode floor = bench.cli("status", "--json").json().path("floor");
      told =
          StreamSupport.stream(floor.spliterator(), false)
              .map(one -> one.path("about").asText() + " " + one.at("/problem/code").asText())
              .collect(Collectors.joining("\n"));
    }
    assertThat(told).isEqualTo(expected);
  }

  private static Bench counting() {
    Bench bench = new Bench();
    bench
        .settings()
        .setText("product.press", "serial_from", "range")
        .set("product.press", "serial_first", "1")
        .set("product.press", "serial_last", "9")
        .unset("product.press", "serial");
    return bench;
  }
}
