package io.birthmark.station.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** GPIO lines; each has one use on the whole station. */
final class LineNumbers {
  /** No chip that a station sits on has more. */
  private static final int HIGHEST = 511;

  private final Map<Integer, String> pathOfUse = new HashMap<>();

  Optional<Integer> read(Section section, String key) {
    Optional<Integer> line = section.number(key, 0, HIGHEST).map(Long::intValue);
    line.ifPresent(
        number -> {
          String first = pathOfUse.putIfAbsent(number, section.pathOf(key));
          if (first != null) {
            section.error(
                key, "is line " + number + ", which " + first + " has; one line, one use");
          }
        });
    return line;
  }
}
