package io.birthmark.station;

import io.birthmark.station.config.StationConfig;
import io.birthmark.station.control.ControlServer;
import io.birthmark.station.floor.LineSource;
import io.birthmark.station.floor.ShopFloor;
import io.birthmark.station.floor.ShopFloor.ScannerSource;
import io.birthmark.station.floor.gpio.Chips;
import io.birthmark.station.floor.gpio.GpioChip;
import io.birthmark.station.floor.scanner.ScannerWatch;
import io.birthmark.station.verb.Verbs;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station that stays: it listens at its control socket and its buttons, and uploads until it is
 * told to stop.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Station station;
  private final Optional<ShopFloor> floor;
  private final ControlServer control;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private Daemon(Station station, Optional<ShopFloor> floor, ControlServer control) {
    this.station = station;
    this.floor = floor;
    this.control = control;
  }

  /**
   * Config → journal → slots → uploader → buttons and lamps → control → ready.
   *
   * @throws io.birthmark.station.database.StorageException when the state directory or the control
   *     socket cannot be used
   */
  public static Daemon start(StationConfig config, Map<String, String> environment, Clock clock) {
    return start(
        config,
        environment,
        clock,
        new GpioChip(Chips.ofThisMachine()),
        (device, scans, says, uptime) -> ScannerWatch.start(device, scans, says, uptime));
  }

  /** The same with other hardware for buttons, lamps and scanners. */
  public static Daemon start(
      StationConfig config,
      Map<String, String> environment,
      Clock clock,
      LineSource lines,
      ScannerSource scanners) {
    Station station = Station.open(config, environment, clock);
    try {
      config.notices().forEach(notice -> LOG.info("{}", notice));
      station.startUploading();
      station.startWatches();
      Optional<ShopFloor> floor = ShopFloor.open(config, station.slots(), lines, scanners);
      ControlServer control = control(config, station, floor);
      LOG.info(
          "ready: station {}, {} slots, journal in {}, control at {}",
          config.station().id(),
          config.slots().size(),
          config.station().state(),
          config.station().control());
      return new Daemon(station, floor, control);
    } catch (RuntimeException e) {
      station.close();
      throw e;
    }
  }

  private static ControlServer control(
      StationConfig config, Station station, Optional<ShopFloor> floor) {
    try {
      return ControlServer.start(config.station().control(), station.verbs());
    } catch (RuntimeException e) {
      floor.ifPresent(ShopFloor::close);
      throw e;
    }
  }

  public Verbs verbs() {
    return station.verbs();
  }

  /** Waits for SIGTERM or SIGINT; the process ends when {@link #close} has put all in order. */
  public void runUntilTold() throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  awaitEnd();
                },
                "told to stop"));
    told.await();
    LOG.info("stopping");
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    control.refuse();
    floor.ifPresent(ShopFloor::refuse);
    station.stopUploading();
    // A run is let come to its end; one that hangs is resumed when the device is put in again.
    control.finish(GRACE);
    floor.ifPresent(own -> own.finish(GRACE));
    floor.ifPresent(ShopFloor::close);
    control.close();
    station.close();
    ended.countDown();
  }
}
