package io.birthmark.station.floor.scanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.birthmark.station.floor.Scan;
import io.birthmark.station.floor.Spoken;
import io.birthmark.station.floor.kernel.DeviceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole path of a scan on a keyboard that the kernel makes. */
class GrabTest {
  private final BlockingQueue<Scan> scans = new LinkedBlockingQueue<>();
  private final Spoken spoken = new Spoken();

  @BeforeEach
  void onlyWhereTheKernelMakesKeyboards() {
    assumeTrue(
        Files.isWritable(VirtualKeyboard.UINPUT),
        "needs a writable /dev/uinput (modprobe uinput, group input)");
  }

  @Test
  void aScanReachesTheStationAndNobodyElse() throws Exception {
    try (VirtualKeyboard keyboard = new VirtualKeyboard()) {
      Path device = keyboard.device();
      try (DeviceFile console = DeviceFile.open(device, DeviceFile.READ_ONLY);
          EvdevScanner scanner = EvdevScanner.open(device)) {
        keyboard.type(new Recorded(DeviceFile.longSize()).digits("000417").enter().bytes());
        assertThat(scanner.read(Duration.ofSeconds(5))).isPresent();
        assertThat(console.read(4096, Duration.ofMillis(200))).isEmpty();
        assertThatThrownBy(() -> EvdevScanner.open(device)).hasMessageContaining("[16]");
      }
    }
  }

  @Test
  void aScannerIsReadUntilItIsUnpluggedInTheMiddleOfAScan() throws Exception {
    VirtualKeyboard keyboard = new VirtualKeyboard();
    Path device = keyboard.device();
    ScannerWatch watch = ScannerWatch.start(device, scans::add, spoken, () -> Duration.ofHours(1));
    try (watch) {
      // Events that come before the grab are not for us; it is known to hold once a second is
      // refused.
      awaitGrab(device);
      keyboard.type(new Recorded(DeviceFile.longSize()).digits("000417").enter().bytes());
      assertThat(scans.poll(5, TimeUnit.SECONDS)).isEqualTo(new Scan.Text("000417"));
      keyboard.type(new Recorded(DeviceFile.longSize()).digits("0004").bytes());
      keyboard.close();
      assertThat(spoken.said.poll(5, TimeUnit.SECONDS))
          .isEqualTo("scanner " + device + " scanner.absent");
      assertThat(scans).isEmpty();
    }
  }

  private static void awaitGrab(Path device) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      try (EvdevScanner unused = EvdevScanner.open(device)) {
        Thread.sleep(20);
      } catch (io.birthmark.station.floor.kernel.KernelException e) {
        return;
      }
    }
    throw new AssertionError("nobody took " + device);
  }
}
