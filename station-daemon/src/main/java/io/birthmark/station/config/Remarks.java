package io.birthmark.station.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what there is to say about one file while it is read. */
final class Remarks {
  private final Path file;
  private final List<ConfigRemark> errors = new ArrayList<>();
  private final List<ConfigRemark> notices = new ArrayList<>();
  private boolean unreadableInParts;

  Remarks(Path file) {
    this.file = file;
  }

  void syntaxError(Position position, String sentence) {
    unreadableInParts = true;
    error(Optional.of(position), "", sentence);
  }

  void error(Optional<Position> position, String key, String sentence) {
    errors.add(new ConfigRemark(file, position, key, sentence));
  }

  /**
   * An error that can only be told from the file as a whole: something is missing, unknown or twice
   * there. Where a line could not be parsed that would be guesswork, so nothing is said.
   */
  void errorOfTheWhole(Optional<Position> position, String key, String sentence) {
    if (!unreadableInParts) {
      error(position, key, sentence);
    }
  }

  void notice(Optional<Position> position, String key, String sentence) {
    notices.add(new ConfigRemark(file, position, key, sentence));
  }

  List<ConfigRemark> errors() {
    return errors.stream().sorted(ConfigRemark.BY_PLACE).toList();
  }

  List<ConfigRemark> notices() {
    return notices.stream().sorted(ConfigRemark.BY_PLACE).toList();
  }
}
