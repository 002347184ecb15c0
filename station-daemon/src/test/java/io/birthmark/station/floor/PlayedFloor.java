package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.Sight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** Slots A and B with mocked hardware, a clock moved by hand, and runs that end when told. */
final class PlayedFloor implements Runs {
  static final Duration BEAT = Duration.ofMillis(10);
  static final Duration GREEN = Duration.ofSeconds(20);
  static final int BUZZER = 9;

  /** Slot A: button 1, green 2, red 3, amber 4; slot B: the same and ten more. */
  private static final List<PanelLines> LINES = List.of(lines("A", 0), lines("B", 10));

  final MockChip chip;
  final HandUptime uptime = new HandUptime();
  final List<String> started = new ArrayList<>();
  final Spoken spoken = new Spoken();
  final Queue<String> said = spoken.said;
  final Path lampsFile;
  private final FloorEvents events = new FloorEvents();
  private final Buzzer buzzer = new Buzzer();
  private final Map<String, Panel> panels = new LinkedHashMap<>();
  private final Map<String, Boolean> takesScan = new TreeMap<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final Wiring wiring;
  private final Panels loop;

  private static PanelLines lines(String slot, int from) {
    return new PanelLines(
        slot,
        Optional.of(from + 1),
        Optional.of(from + 2),
        Optional.of(from + 3),
        Optional.of(from + 4));
  }

  PlayedFloor(Path folder) {
    this(folder, new MockChip());
  }

  PlayedFloor(Path folder, MockChip chip) {
    this(folder, chip, "none");
  }

  /** One slot has a scanner of its own. */
  PlayedFloor(Path folder, MockChip chip, String ownScanner) {
    this.chip = chip;
    this.lampsFile = folder.resolve("lamps");
    Announcements says = spoken;
    Map<Integer, String> inputs = new TreeMap<>();
    Map<Integer, String> outputs = new TreeMap<>(Map.of(BUZZER, "buzzer"));
    for (PanelLines of : LINES) {
      panels.put(of.slot(), new Panel(of.slot(), this, buzzer, says, GREEN));
      of.button().ifPresent(line -> inputs.put(line, of.slot() + "-button"));
      for (Optional<Integer> lamp : List.of(of.green(), of.red(), of.amber())) {
        lamp.ifPresent(line -> outputs.put(line, of.slot() + "-lamp-" + line));
      }
    }
    wiring = new Wiring(chip, inputs, outputs, new LampsFile(lampsFile), says);
    loop =
        new Panels(
            List.copyOf(panels.values()),
            LINES,
            Optional.of(BUZZER),
            wiring,
            buzzer,
            new ScanRouting(
                List.copyOf(panels.values()), slot -> slot.equals(ownScanner), buzzer, says),
            events,
            uptime,
            Pulse.unwatched());
  }

  /** Past the lamp test, everything idle. */
  static PlayedFloor ready(Path folder) {
    PlayedFloor floor = new PlayedFloor(folder);
    floor.let(FloorLanguage.LAMP_TEST.plus(BEAT));
    return floor;
  }

  PlayedFloor takesScans(String slot) {
    takesScan.put(slot, true);
    return this;
  }

  @Override
  public boolean takesScan(String slot) {
    return takesScan.getOrDefault(slot, false);
  }

  @Override
  public Optional<Problem> objection(String slot, Optional<String> serial) {
    return serial.filter(text -> !text.matches("[0-9]{6}")).map(text -> problem("serial.invalid"));
  }

  /** The run in this slot waits for a label with this code. */
  void printsLabel(String slot, String code) {
    labels.put(slot, code);
    let(BEAT);
  }

  @Override
  public boolean awaitsLabel(String slot) {
    return labels.containsKey(slot);
  }

  @Override
  public boolean isItsLabel(String slot, String code) {
    return code.equals(labels.get(slot));
  }

  @Override
  public Optional<Problem> labelScanned(String slot, String code) {
    return labels.remove(slot, code) ? Optional.empty() : Optional.of(problem("label.mismatch"));
  }

  @Override
  public void start(String slot, Optional<String> serial) {
    started.add(slot + serial.map(text -> " " + text).orElse(""));
  }

  static Problem problem(String code) {
    return Problem.ofDevice(code, "It is so.", "Do so.");
  }

  /** Lets time pass, beat by beat. */
  void let(Duration time) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(BEAT)) {
      loop.beat();
      uptime.advance(BEAT);
    }
  }

  void let(long millis) {
    let(Duration.ofMillis(millis));
  }

  /** A finger, or a thumb in a glove. */
  void press(String slot) {
    hold(slot);
    let(100);
    release(slot);
    let(100);
  }

  void hold(String slot) {
    chip.contact(button(slot), true);
  }

  void release(String slot) {
    chip.contact(button(slot), false);
  }

  static int button(String slot) {
    return slot.equals("A") ? 1 : 11;
  }

  void scan(String text) {
    events.scanned(Optional.empty(), new Scan.Text(text));
    let(BEAT);
  }

  void scan(Optional<String> ownSlot, Scan scan) {
    events.scanned(ownSlot, scan);
    let(BEAT);
  }

  void began(String slot) {
    events.began(slot);
    let(BEAT);
  }

  void ended(String slot, RunOutcome outcome) {
    events.ended(slot, outcome);
    let(BEAT);
  }

  void notBegun(String slot) {
    events.notBegun(slot);
    let(BEAT);
  }

  void seen(String slot, Sight sight) {
    events.seen(slot, sight);
    let(BEAT);
  }

  /** A run from press to outcome. */
  void run(String slot, RunOutcome outcome) {
    press(slot);
    began(slot);
    ended(slot, outcome);
  }

  /** The lit lamps of a slot: some of {@code GRA}, or a dot for none. */
  String lamps(String slot) {
    int from = slot.equals("A") ? 0 : 10;
    String lit =
        (chip.lit(from + 2) ? "G" : "")
            + (chip.lit(from + 3) ? "R" : "")
            + (chip.lit(from + 4) ? "A" : "");
    return lit.isEmpty() ? "." : lit;
  }

  /** The lamps of a slot over time, a picture each {@code step}. */
  String film(String slot, long millis, long step) {
    StringBuilder film = new StringBuilder();
    for (long passed = 0; passed < millis; passed += step) {
      film.append(lamps(slot));
      let(step);
    }
    return film.toString();
  }

  /** How often the buzzer beeps from now on. */
  int beeps() {
    int beeps = 0;
    boolean before = false;
    for (int i = 0; i < 300; i++) {
      boolean now = chip.lit(BUZZER);
      beeps += now && !before ? 1 : 0;
      before = now;
      let(BEAT);
    }
    return beeps;
  }

  void end() {
    wiring.close();
  }

  boolean lampsAreLeftToOthers() {
    return Files.exists(lampsFile);
  }
}
