package io.birthmark.station.floor;

import io.birthmark.station.config.StationConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the configuration says of lines and scanners, in the order of their numbers. */
public final class FloorPlan {
  /** What the kernel is told of every line begins so. */
  private static final String NAME = "birthmark-";

  private final StationConfig config;

  public FloorPlan(StationConfig config) {
    this.config = config;
  }

  public boolean isEmpty() {
    return lines().isEmpty() && scanners().isEmpty();
  }

  /** Every line and what it is for. */
  public Map<Integer, String> lines() {
    Map<Integer, String> lines = new TreeMap<>(inputs());
    lines.putAll(outputs());
    return lines;
  }

  /** What a line is for. */
  public String use(int line) {
    return Optional.ofNullable(lines().get(line)).orElseThrow();
  }

  Map<Integer, String> inputs() {
    Map<Integer, String> inputs = new TreeMap<>();
    config.slots().forEach(slot -> name(inputs, slot.panel().button(), slot.name() + "-button"));
    return inputs;
  }

  Map<Integer, String> outputs() {
    Map<Integer, String> outputs = new TreeMap<>();
    config
        .slots()
        .forEach(
            slot -> {
              name(outputs, slot.panel().green(), slot.name() + "-green");
              name(outputs, slot.panel().red(), slot.name() + "-red");
              name(outputs, slot.panel().amber(), slot.name() + "-amber");
            });
    name(outputs, config.floor().buzzer(), "buzzer");
    return outputs;
  }

  private static void name(Map<Integer, String> names, Optional<Integer> line, String use) {
    line.ifPresent(number -> names.put(number, NAME + use));
  }

  /** Every scanner, and whose it is; empty for the one that all share. */
  public Map<Path, Optional<String>> scanners() {
    Map<Path, Optional<String>> scanners = new HashMap<>();
    config.floor().scanner().ifPresent(device -> scanners.put(device, Optional.empty()));
    config
        .slots()
        .forEach(
            slot ->
                slot.panel()
                    .scanner()
                    .ifPresent(device -> scanners.put(device, Optional.of(slot.name()))));
    return scanners;
  }

  boolean hasOwnScanner(String slot) {
    return scanners().containsValue(Optional.of(slot));
  }

  List<PanelLines> panels() {
    return config.slots().stream()
        .map(
            slot ->
                new PanelLines(
                    slot.name(),
                    slot.panel().button(),
                    slot.panel().green(),
                    slot.panel().red(),
                    slot.panel().amber()))
        .toList();
  }
}
