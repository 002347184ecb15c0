package io.birthmark.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies and deletes whole folders. */
public final class Folders {
  private Folders() {}

  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path file : inside(folder, Comparator.reverseOrder())) {
      Files.delete(file);
    }
  }

  /** Copies into a folder that is not there yet. */
  public static void copy(Path from, Path to) throws IOException {
    for (Path file : inside(from, Comparator.naturalOrder())) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  private static List<Path> inside(Path folder, Comparator<Path> order) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(order).toList();
    }
  }
}
