package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import io.birthmark.station.floor.Scan;
import io.birthmark.station.floor.ShopFloor.ScannerSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Press, scan the serial, stick the label on, scan it: green. No keyboard. */
class LabelScanTest {
  private static final String STATE = "SELECT group_concat(state, ' ') FROM labels";

  private final MockPanel panel = new MockPanel();
  private final BlockingQueue<Consumer<Scan>> ears = new LinkedBlockingQueue<>();
  private final ScannerSource scanners =
      (device, scans, says, uptime) -> {
        ears.add(scans);
        return () -> {};
      };

  @Test
  void greenComesWhenTheLabelThatWasPrintedIsScannedAndNotBefore() throws Exception {
    try (Bench bench = new Bench();
        PortPrinter printer = new PortPrinter()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench.settings().more(MockPanel.TOML).setText("floor", "scanner", "/dev/input/scanner");
      bench
          .settings()
          .setText("printer", "address", printer.address())
          .set("printer", "verify_scan", "true");
      try (Daemon running = bench.daemon(panel, scanners)) {
        Consumer<Scan> scanner = ears.take();
        panel.await("GRA");
        panel.await("");
        scanner.accept(new Scan.Text("000417"));
        while (!bench.journal(STATE).equals("printed")) {
          Thread.sleep(50);
        }
        panel.await("A");
        panel.await("");
        panel.await("A");

        scanner.accept(new Scan.Text("press-000418 000418 1"));
        Thread.sleep(300);
        assertThat(bench.journal(STATE)).isEqualTo("printed");
        assertThat(bench.journal("SELECT count(*) FROM runs WHERE outcome = 'FAIL'"))
            .isEqualTo("0");
        assertThat(panel.lit()).isIn("A", "");

        scanner.accept(new Scan.Text("press-000417 000417 1"));
        panel.await("G");
        assertThat(bench.journal(STATE)).isEqualTo("verified");
        assertThat(printer.labels()).hasSize(1);
        assertThat(bench.journal("SELECT outcome FROM runs")).isEqualTo("PASS");
        assertThat(running.verbs()).isNotNull();
      }
    }
  }
}
