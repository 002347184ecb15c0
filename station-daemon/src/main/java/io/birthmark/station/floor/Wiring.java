package io.birthmark.station.floor;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured lines, as far as they can be had now. A chip that is not there, or goes, and a
 * line that another program holds are said once and tried again for ever; the others work on.
 */
final class Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  static final Duration RETRY = Duration.ofSeconds(5);

  private static final String LINES = "buttons and lamps";

  private final LineSource source;
  private final Map<Integer, String> inputs;
  private final Map<Integer, String> outputs;
  private final LampsFile lampsFile;
  private final Announcements says;

  private Optional<Lines> chip = Optional.empty();
  private final Map<Integer, Lines.Input> read = new HashMap<>();
  private final Map<Integer, Driven> driven = new HashMap<>();
  private final Set<String> said = new HashSet<>();
  private Optional<Duration> retryAt = Optional.empty();

  private static final class Driven {
    private final Lines.Output line;
    private boolean high;

    Driven(Lines.Output line) {
      this.line = line;
    }

    void set(boolean wanted) {
      if (wanted != high) {
        line.set(wanted);
        high = wanted;
      }
    }
  }

  /**
   * Nothing is opened yet.
   *
   * @param inputs the buttons' lines and what the kernel shall call them
   * @param outputs the lines of lamps and buzzer
   */
  Wiring(
      LineSource source,
      Map<Integer, String> inputs,
      Map<Integer, String> outputs,
      LampsFile lampsFile,
      Announcements says) {
    this.source = source;
    this.inputs = Map.copyOf(inputs);
    this.outputs = Map.copyOf(outputs);
    this.lampsFile = lampsFile;
    this.says = says;
  }

  boolean wanted() {
    return !inputs.isEmpty() || !outputs.isEmpty();
  }

  /** Whether the chip is still to be opened, which takes longer than all else. */
  boolean opens() {
    return wanted() && chip.isEmpty();
  }

  /** Takes what is missing, when its time has come; true when the chip was opened just now. */
  boolean tend(Duration now) {
    if (!wanted() || complete() || retryAt.filter(at -> now.compareTo(at) < 0).isPresent()) {
      return false;
    }
    retryAt = Optional.of(now.plus(RETRY));
    boolean opened = chip.isEmpty() && open();
    chip.ifPresent(this::takeMissing);
    return opened;
  }

  private boolean complete() {
    return chip.isPresent() && read.size() == inputs.size() && driven.size() == outputs.size();
  }

  private boolean open() {
    try {
      chip = Optional.of(source.open());
    } catch (LineException e) {
      sayOnce(e, LINES);
      return false;
    }
    says.over(LINES);
    lampsFile.write(outputs.keySet(), says);
    return true;
  }

  private void takeMissing(Lines lines) {
    inputs.forEach(
        (line, name) -> {
          if (!read.containsKey(line)) {
            attempt(name, () -> read.put(line, lines.input(line, name)));
          }
        });
    outputs.forEach(
        (line, name) -> {
          if (!driven.containsKey(line)) {
            attempt(name, () -> driven.put(line, new Driven(lines.output(line, name))));
          }
        });
    if (complete()) {
      said.clear();
      LOG.info("buttons and lamps are ready: {} lines", read.size() + driven.size());
    }
  }

  private void attempt(String name, Runnable take) {
    try {
      take.run();
      says.over(name);
    } catch (LineException e) {
      sayOnce(e, name);
    }
  }

  private void sayOnce(LineException e, String about) {
    if (said.add(e.problem().code() + about)) {
      says.announce(about, e.problem());
    }
  }

  /** Whether the line is low; empty while it cannot be read. */
  Optional<Boolean> low(int line) {
    try {
      return Optional.ofNullable(read.get(line)).map(Lines.Input::low);
    } catch (LineException e) {
      lost(e);
      return Optional.empty();
    }
  }

  void set(int line, boolean high) {
    try {
      Optional.ofNullable(driven.get(line)).ifPresent(output -> output.set(high));
    } catch (LineException e) {
      lost(e);
    }
  }

  private void lost(LineException e) {
    sayOnce(e, LINES);
    giveBack();
  }

  /** All lamps dark, all lines given back; {@link #tend} takes them again. */
  void giveBack() {
    chip.ifPresent(Lines::close);
    chip = Optional.empty();
    read.clear();
    driven.clear();
  }

  /** The end: dark, and nobody needs to put out anything. */
  void close() {
    boolean held = chip.isPresent();
    giveBack();
    if (held) {
      lampsFile.remove(says);
    }
  }
}
