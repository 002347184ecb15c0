package io.birthmark.station.floor.scanner;

import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.Announcements;
import io.birthmark.station.floor.Scan;
import io.birthmark.station.floor.Uptime;
import io.birthmark.station.floor.kernel.DeviceFile;
import io.birthmark.station.floor.kernel.KernelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one scanner on a thread of its own, for as long as the station runs. */
public final class ScannerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScannerWatch.class);

  /** So often it is looked whether the station ends. */
  private static final Duration LOOK_UP = Duration.ofMillis(500);

  /** So often a scanner that is not there is looked for. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Opens the scanner. */
  interface Opening {
    Scanner open() throws KernelException;
  }

  private final Path device;
  private final Opening opening;
  private final int longSize;
  private final Consumer<Scan> scans;
  private final Announcements says;
  private final Uptime uptime;
  private final Thread thread;

  private Optional<String> said = Optional.empty();
  private volatile boolean stopped;

  ScannerWatch(
      Path device,
      Opening opening,
      int longSize,
      Consumer<Scan> scans,
      Announcements says,
      Uptime uptime) {
    this.device = device;
    this.opening = opening;
    this.longSize = longSize;
    this.scans = scans;
    this.says = says;
    this.uptime = uptime;
    this.thread = new Thread(this::run, "scanner " + device.getFileName());
  }

  /** The scanner behind an input device, from now on. */
  public static ScannerWatch start(
      Path device, Consumer<Scan> scans, Announcements says, Uptime uptime) {
    ScannerWatch watch =
        new ScannerWatch(
            device, () -> EvdevScanner.open(device), DeviceFile.longSize(), scans, says, uptime);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!stopped) {
        once();
        Thread.sleep(RETRY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From plugging in to unplugging, or one look in vain. */
  void once() {
    try (Scanner scanner = opening.open()) {
      LOG.info("scanner {} is ready", device);
      said = Optional.empty();
      says.over(about());
      read(scanner);
    } catch (KernelException e) {
      sayOnce(ScannerProblems.of(device, e));
    }
  }

  /** What was typed before an unplugging goes with the collector. */
  private void read(Scanner scanner) throws KernelException {
    InputEvents events = new InputEvents(longSize);
    ScanKeys keys = new ScanKeys();
    while (!stopped) {
      Optional<byte[]> bytes = scanner.read(LOOK_UP);
      if (bytes.isPresent()) {
        Duration now = uptime.now();
        events.add(bytes.get()).forEach(event -> keys.hear(event, now).ifPresent(scans));
      }
    }
  }

  private void sayOnce(Problem problem) {
    if (!said.equals(Optional.of(problem.code()))) {
      said = Optional.of(problem.code());
      says.announce(about(), problem);
    }
  }

  private String about() {
    return "scanner " + device;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.interrupt();
      thread.join(2 * LOOK_UP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
