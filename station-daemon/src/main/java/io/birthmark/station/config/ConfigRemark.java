package io.birthmark.station.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something to tell about one place in the file: an error that stops the station, or a notice that
 * does not.
 *
 * @param file as it was named to {@link StationConfig#load}
 * @param position empty when it is about the whole file, or about something that is not in it
 * @param key the key's path, like {@code dps.batch_size}; slots are counted from 1, like {@code
 *     slot[2].device}; empty when it is about the file
 * @param sentence what is wrong and what is allowed; never a secret
 */
public record ConfigRemark(Path file, Optional<Position> position, String key, String sentence) {

  /** From top to bottom; what has no place of its own comes last. */
  static final Comparator<ConfigRemark> BY_PLACE =
      Comparator.comparingInt((ConfigRemark r) -> r.line())
          .thenComparingInt(r -> r.position().map(Position::column).orElse(0));

  private int line() {
    return position.map(Position::line).orElse(Integer.MAX_VALUE);
  }

  /** One line, in the form editors and compilers agreed on: {@code file:line:column: …}. */
  @Override
  public String toString() {
    return file
        + position.map(p -> ":" + p).orElse("")
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + sentence;
  }
}
