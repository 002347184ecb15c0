package io.birthmark.station.floor.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.floor.Scan;
import io.birthmark.station.floor.Spoken;
import io.birthmark.station.floor.kernel.DeviceFile;
import io.birthmark.station.floor.kernel.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scanners that are unplugged, come back, or are none. */
class ScannerWatchTest {
  private final List<Scan> scans = new ArrayList<>();
  private final Spoken spoken = new Spoken();

  @TempDir private Path folder;

  /** One that sends these bytes and is unplugged then. */
  private static final class Unplugged implements Scanner {
    private final Deque<byte[]> reads = new ArrayDeque<>();
    private final KernelException gone;
    private boolean closed;

    Unplugged(KernelException gone, byte[]... reads) {
      this.gone = gone;
      this.reads.addAll(List.of(reads));
    }

    @Override
    public Optional<byte[]> read(Duration limit) throws KernelException {
      if (reads.isEmpty()) {
        throw gone;
      }
      return Optional.of(reads.pop());
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aScannerUnpluggedInTheMiddleOfAScanLeavesNothingToTheNext() throws Exception {
    KernelException gone = refusal(folder.resolve("gone"));
    Unplugged first = new Unplugged(gone, new Recorded(8).digits("0004").bytes());
    Unplugged second = new Unplugged(gone, new Recorded(8).digits("000418").enter().bytes());
    Deque<Unplugged> plugs = new ArrayDeque<>(List.of(first, second));
    ScannerWatch watch = watch(Path.of("/dev/input/scanner"), plugs::pop);
    watch.once();
    watch.once();
    assertThat(scans).containsExactly(new Scan.Text("000418"));
    assertThat(first.closed).isTrue();
    assertThat(spoken.said)
        .containsExactly(
            "scanner /dev/input/scanner scanner.absent",
            "scanner /dev/input/scanner scanner.absent");
  }

  @Test
  void aScannerThatIsNotThereIsSaidOnce() {
    Path device = folder.resolve("none");
    ScannerWatch watch = watch(device, () -> EvdevScanner.open(device));
    watch.once();
    watch.once();
    assertThat(spoken.said).containsExactly("scanner " + device + " scanner.absent");
  }

  @Test
  void whatIsNoInputDeviceIsRefusedByItsGrab() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "000417\n");
    watch(file, () -> EvdevScanner.open(file)).once();
    assertThat(scans).isEmpty();
    assertThat(spoken.said).containsExactly("scanner " + file + " scanner.not-a-scanner");
  }

  private ScannerWatch watch(Path device, ScannerWatch.Opening opening) {
    return new ScannerWatch(device, opening, 8, scans::add, spoken, () -> Duration.ofHours(1));
  }

  /** The kernel's own refusal, as an unplugged device gives it. */
  private static KernelException refusal(Path absent) {
    try (DeviceFile unused = DeviceFile.open(absent, DeviceFile.READ_ONLY)) {
      throw new AssertionError(absent + " is there");
    } catch (KernelException e) {
      return e;
    }
  }
}
