package io.birthmark.station;

import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.control.ControlServer;
import io.birthmark.station.floor.LineSource;
import io.birthmark.station.floor.ShopFloor;
import io.birthmark.station.floor.ShopFloor.ScannerSource;
import io.birthmark.station.floor.gpio.Chips;
import io.birthmark.station.floor.gpio.GpioChip;
import io.birthmark.station.floor.scanner.ScannerWatch;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.systemd.ServiceManager;
import io.birthmark.station.systemd.Watchdog;
import io.birthmark.station.verb.Verbs;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final ServiceManager manager;
  private final Bulletin bulletin;
  private final Optional<Watchdog> watchdog;
  private final Map<String, String> environment;
  private StationConfig config;
  private boolean stopping;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private Daemon(
      StationConfig config,
      Map<String, String> environment,
      Station station,
      Optional<ShopFloor> floor,
      ControlServer control,
      ServiceManager manager) {
    this.config = config;
    this.environment = environment;
    this.station = station;
    this.floor = floor;
    this.control = control;
    this.manager = manager;
    this.bulletin = new Bulletin(station, manager);
    List<Pulse> pulses = new ArrayList<>(station.pulses());
    pulses.add(control.pulse());
    floor.ifPresent(own -> pulses.add(own.pulse()));
    this.watchdog = Watchdog.start(environment, pulses, manager);
  }

  /**
   * Config → journal → slots → uploader → buttons and lamps → control → ready, and the service
   * manager is told so. A run is rehearsed meanwhile.
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
    ServiceManager manager = ServiceManager.of(environment);
    manager.status("Starting: the journal in " + config.station().state() + " is opened.");
    Optional<WarmUp> warmUp = WarmUp.begin(config, clock);
    Station station = Station.open(config, environment, clock);
    try {
      config.notices().forEach(notice -> LOG.info("{}", notice));
      station.startUploading();
      station.startWatches();
      Optional<ShopFloor> floor = ShopFloor.open(config, station.slots(), lines, scanners);
      warmUp.ifPresent(WarmUp::await);
      ControlServer control = control(config, station, floor);
      LOG.info(
          "ready: station {}, {} slots, journal in {}, control at {}",
          config.station().id(),
          config.slots().size(),
          config.station().state(),
          config.station().control());
      Daemon daemon = new Daemon(config, environment, station, floor, control, manager);
      manager.ready(daemon.bulletin.words());
      daemon.bulletin.start();
      return daemon;
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

  /**
   * Reloads at each SIGHUP and waits for SIGTERM or SIGINT; the process ends when {@link #close}
   * has put all in order.
   */
  public void runUntilTold(HangUp hangUp) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  awaitEnd();
                },
                "told to stop"));
    hangUp.does(this::reload);
    told.await();
    LOG.info("stopping");
  }

  /**
   * Reads the configuration again and takes over what can be, without touching a run; says what
   * waits for a restart. A file with an error changes nothing.
   */
  public synchronized void reload() {
    if (stopping) {
      return;
    }
    manager.reloading("Reading " + config.file() + " again.");
    ConfigReading reading = StationConfig.load(config.file(), environment);
    if (reading instanceof ConfigReading.Refused refused) {
      LOG.error("reload: nothing is taken over, the station goes on as it was");
      refused.errors().forEach(error -> LOG.error("reload: {}", error));
      bulletin.remark(
          "The changed configuration is not used, errors in it: " + refused.errors().size());
    } else {
      takeOver(Reload.of(config, ((ConfigReading.Loaded) reading).config()));
    }
    manager.ready(bulletin.words());
  }

  private void takeOver(Reload reload) {
    station.takeOver(reload.config());
    config = reload.config();
    config.notices().forEach(notice -> LOG.info("{}", notice));
    if (reload.taken()) {
      LOG.info("reload: taken over: products, slots' devices, labels, [printer], [tpm]");
    }
    Optional<String> waiting = reload.waitingInWords();
    waiting.ifPresent(what -> LOG.warn("reload: changed, but needs a restart: {}", what));
    bulletin.remark(waiting.map(what -> "A restart is needed for: " + what).orElse(""));
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
    stopReloading();
    bulletin.close();
    manager.stopping("Stopping: runs that are going on are let come to their end.");
    control.refuse();
    floor.ifPresent(ShopFloor::refuse);
    station.stopUploading();
    // A run is let come to its end; one that hangs is resumed when the device is put in again.
    control.finish(GRACE);
    floor.ifPresent(own -> own.finish(GRACE));
    floor.ifPresent(ShopFloor::close);
    control.close();
    station.close();
    watchdog.ifPresent(Watchdog::close);
    ended.countDown();
  }

  /** A reload that has begun is let come to its end. */
  private synchronized void stopReloading() {
    stopping = true;
  }
}
