package io.birthmark.station.floor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Which lines this station drives, a number a line: left behind for {@code birthmark-lamps-off},
 * which puts them out when the station cannot do it any more. It stands there as long as the lines
 * are driven.
 *
 * @param file beside the control socket
 */
public record LampsFile(Path file) {
  private static final String ABOUT = "lamps";

  void write(Collection<Integer> outputs, Announcements says) {
    String text = outputs.stream().sorted().map(n -> n + "\n").collect(Collectors.joining());
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
      says.over(ABOUT);
    } catch (IOException e) {
      says.announce(ABOUT, FloorProblems.lampsFile(file.toString(), e.toString()));
    }
  }

  void remove(Announcements says) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      says.announce(ABOUT, FloorProblems.lampsFile(file.toString(), e.toString()));
    }
  }
}
