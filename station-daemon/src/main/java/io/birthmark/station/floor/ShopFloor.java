package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.run.FloorNews;
import io.birthmark.station.run.Slots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Buttons, lamps and scanners of a station that has some, put together and kept going. */
public final class ShopFloor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShopFloor.class);

  private static final Duration PRESENCE = Duration.ofSeconds(1);

  /** A turn takes milliseconds; one that opens the chip may take longer. */
  private static final Duration TURN_LIMIT = Duration.ofSeconds(15);

  /** How a scanner is read from now on, until it is closed. */
  public interface ScannerSource {
    AutoCloseable start(Path device, Consumer<Scan> scans, Announcements says, Uptime uptime);
  }

  private final Pulse pulse;
  private final Panels panels;
  private final SlotRuns runs;
  private final PresenceWatch presence;
  private final List<AutoCloseable> scanners;

  private ShopFloor(
      Pulse pulse,
      Panels panels,
      SlotRuns runs,
      PresenceWatch presence,
      List<AutoCloseable> scanners) {
    this.pulse = pulse;
    this.panels = panels;
    this.runs = runs;
    this.presence = presence;
    this.scanners = List.copyOf(scanners);
  }

  /** Empty, and nothing of it loaded, when the configuration names no line and no scanner. */
  public static Optional<ShopFloor> open(
      StationConfig config, Slots slots, LineSource chip, ScannerSource scannerSource) {
    FloorPlan plan = new FloorPlan(config);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    Announcements says = aloud(slots.news());
    Uptime uptime = Uptime.ofThisProcess();
    FloorEvents events = new FloorEvents();
    SlotRuns runs = new SlotRuns(slots, events);
    Buzzer buzzer = new Buzzer();
    LampsFile lampsFile = new LampsFile(config.station().control().resolveSibling("lamps"));
    List<Panel> fronts =
        slots.names().stream()
            .map(slot -> new Panel(slot, runs, buzzer, says, config.floor().greenLimit()))
            .toList();
    Pulse pulse = new Pulse("buttons and lamps", TURN_LIMIT);
    Panels panels =
        new Panels(
            fronts,
            plan.panels(),
            config.floor().buzzer(),
            new Wiring(chip, plan.inputs(), plan.outputs(), lampsFile, says),
            buzzer,
            new ScanRouting(fronts, plan::hasOwnScanner, buzzer, says),
            events,
            uptime,
            pulse);
    slots.watch(events);
    panels.start();
    PresenceWatch presence = new PresenceWatch(slots, events);
    presence.start(PRESENCE);
    List<AutoCloseable> scanners =
        plan.scanners().entrySet().stream()
            .map(
                scanner ->
                    scannerSource.start(
                        scanner.getKey(),
                        scan -> events.scanned(scanner.getValue(), scan),
                        says,
                        uptime))
            .toList();
    return Optional.of(new ShopFloor(pulse, panels, runs, presence, scanners));
  }

  /** To the log, and to whoever asks how the station is. */
  private static Announcements aloud(FloorNews news) {
    return new Announcements() {
      @Override
      public void announce(String about, Problem problem) {
        LOG.warn("{}: {} ({}) {}", about, problem.sentence(), problem.code(), problem.action());
        news.tell(about, problem);
      }

      @Override
      public void over(String about) {
        news.over(about);
      }
    };
  }

  /** The sign of life of what moves buttons and lamps. */
  public Pulse pulse() {
    return pulse;
  }

  /** Nothing is started from now on; what is going on goes on, and its lamps with it. */
  public void refuse() {
    runs.refuse();
  }

  /** Waits for the runs that were started here. */
  public void finish(Duration grace) {
    runs.finish(grace);
  }

  /** The lamps are dark when this returns. */
  @Override
  public void close() {
    presence.close();
    for (AutoCloseable scanner : scanners) {
      try {
        scanner.close();
      } catch (Exception e) {
        LOG.warn("a scanner was not given back in order", e);
      }
    }
    panels.close();
  }
}
