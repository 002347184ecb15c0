package io.birthmark.station.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code [floor]}, and what a slot has of buttons, lamps and a scanner. */
final class FloorSection {
  private static final int USUAL_GREEN_SECONDS = 30;
  private static final int MOST_GREEN_SECONDS = 3600;

  private final LineNumbers lines = new LineNumbers();
  private final Map<Path, String> pathOfScanner = new HashMap<>();

  /** What all slots share. */
  StationConfig.Floor read(Section section) {
    section.complainAboutUnknownKeys();
    return new StationConfig.Floor(
        lines.read(section, "buzzer"),
        section.seconds("green_seconds", MOST_GREEN_SECONDS, USUAL_GREEN_SECONDS),
        scanner(section));
  }

  /** What one slot has. */
  StationConfig.Panel panel(Section slot) {
    Section lamps = slot.section("lamps", SectionKeys.LAMPS);
    lamps.complainAboutUnknownKeys();
    return new StationConfig.Panel(
        lines.read(slot, "button"),
        lines.read(lamps, "green"),
        lines.read(lamps, "red"),
        lines.read(lamps, "amber"),
        scanner(slot));
  }

  private Optional<Path> scanner(Section section) {
    Optional<Path> scanner = section.path("scanner");
    scanner.ifPresent(
        device -> {
          String first = pathOfScanner.putIfAbsent(device, section.pathOf("scanner"));
          if (first != null) {
            section.error("scanner", "is that of " + first + "; a scanner has one place");
          }
        });
    return scanner;
  }
}
