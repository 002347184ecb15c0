package io.birthmark.station.floor;

import io.birthmark.station.floor.Signal.Lit;
import io.birthmark.station.pulse.Pulse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fronts of all slots, and the one thread that moves them: every ten milliseconds it hears what
 * came, looks at the buttons and sets the lamps. All others only leave word with it.
 */
final class Panels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Panels.class);

  private static final Duration BEAT = Duration.ofMillis(10);

  /** Without buttons to look at and lamps to blink. */
  private static final Duration IDLE_BEAT = Duration.ofMillis(200);

  /** What a slow board with other work to do may need for loading the library and taking a chip. */
  private static final Duration OPENING = Duration.ofSeconds(60);

  private static final Duration END = Duration.ofSeconds(7);

  private final Map<String, Panel> panels = new LinkedHashMap<>();
  private final List<PanelLines> lines;
  private final Optional<Integer> buzzerLine;
  private final Wiring wiring;
  private final Buzzer buzzer;
  private final ScanRouting routing;
  private final FloorEvents events;
  private final Uptime uptime;
  private final Pulse pulse;
  private final Thread thread = new Thread(this::run, "floor");

  private Duration testUntil = Duration.ZERO;
  private volatile boolean stopped;

  Panels(
      List<Panel> panels,
      List<PanelLines> lines,
      Optional<Integer> buzzerLine,
      Wiring wiring,
      Buzzer buzzer,
      ScanRouting routing,
      FloorEvents events,
      Uptime uptime,
      Pulse pulse) {
    panels.forEach(panel -> this.panels.put(panel.slot(), panel));
    this.lines = List.copyOf(lines);
    this.buzzerLine = buzzerLine;
    this.wiring = wiring;
    this.buzzer = buzzer;
    this.routing = routing;
    this.events = events;
    this.uptime = uptime;
    this.pulse = pulse;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Duration pause = wiring.wanted() ? BEAT : IDLE_BEAT;
    try {
      while (!stopped) {
        try {
          beat();
          events.next(pause).ifPresent(event -> hear(event, uptime.now()));
        } catch (RuntimeException e) {
          LOG.error("the floor met a defect of the station; its lamps go dark for a moment", e);
          wiring.giveBack();
          Thread.sleep(IDLE_BEAT.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      wiring.close();
      if (stopped) {
        pulse.rest();
      }
    }
  }

  /** Everything there is to do at one moment. */
  void beat() {
    pulse.beat(wiring.opens() ? OPENING : Duration.ZERO);
    boolean opened = wiring.tend(uptime.now());
    pulse.beat();
    // To open a chip takes a while, and the lamp test is for people.
    Duration now = uptime.now();
    if (opened) {
      testUntil = now.plus(FloorLanguage.LAMP_TEST);
    }
    for (Optional<FloorEvent> event = events.next(); event.isPresent(); event = events.next()) {
      hear(event.get(), now);
    }
    for (PanelLines of : lines) {
      of.button().ifPresent(button -> look(panel(of.slot()), button, now));
    }
    panels.values().forEach(panel -> panel.lookAtRun(now));
    panels.values().forEach(panel -> panel.time(now));
    for (PanelLines of : lines) {
      show(of, FloorLanguage.lamps(panel(of.slot()).state(), now, testUntil));
    }
    buzzerLine.ifPresent(line -> wiring.set(line, buzzer.on(now)));
  }

  private void look(Panel panel, int button, Duration now) {
    boolean waited = panel.waitsForScan();
    panel.contact(wiring.low(button), now);
    if (!waited) {
      routing.pressed(panel, now);
    }
  }

  private void show(PanelLines of, Lit lit) {
    of.green().ifPresent(line -> wiring.set(line, lit.green()));
    of.red().ifPresent(line -> wiring.set(line, lit.red()));
    of.amber().ifPresent(line -> wiring.set(line, lit.amber()));
  }

  private void hear(FloorEvent event, Duration now) {
    if (event instanceof FloorEvent.Scanned scanned) {
      routing.scanned(scanned.ownSlot(), scanned.scan(), now);
      return;
    }
    FloorEvent.OfSlot ofSlot = (FloorEvent.OfSlot) event;
    Panel panel = panel(ofSlot.slot());
    if (ofSlot instanceof FloorEvent.Began) {
      panel.began(now);
    } else if (ofSlot instanceof FloorEvent.Ended ended) {
      panel.ended(ended.outcome(), now);
    } else if (ofSlot instanceof FloorEvent.Seen seen) {
      panel.seen(seen.sight(), now);
    } else {
      panel.notBegun(now);
    }
  }

  private Panel panel(String slot) {
    return Optional.ofNullable(panels.get(slot)).orElseThrow();
  }

  /** The lamps go dark and the lines are given back before this returns. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
