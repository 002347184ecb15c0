package io.birthmark.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that a demo lives in, and leaves behind. */
final class DemoFolder {
  private static final String MARK = ".birthmark-demo";

  private final Path root;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /** Whether something is there that no demo has made. */
  static boolean isSomebodyElses(Path root) {
    if (!Files.exists(root) || Files.exists(root.resolve(MARK))) {
      return false;
    }
    try (Stream<Path> inside = Files.list(root)) {
      return inside.findAny().isPresent();
    } catch (IOException e) {
      // A file, or a folder that may not be read.
      return true;
    }
  }

  /** Takes an empty or new folder, or empties one that an earlier demo left. */
  static DemoFolder take(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      delete(absolute);
    }
    Files.createDirectories(absolute);
    Files.createFile(absolute.resolve(MARK));
    return new DemoFolder(absolute);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }

  void delete() throws IOException {
    delete(root);
  }

  Path root() {
    return root;
  }

  Path dps() {
    return root.resolve("dps");
  }

  Path maker() {
    return root.resolve("tpm-maker");
  }

  Path roots() {
    return root.resolve("ek-roots");
  }

  Path config() {
    return root.resolve("birthmark.toml");
  }

  Path device(String serial) {
    return root.resolve("devices").resolve(serial);
  }

  /** The slots for tokens, and in one of them the station's own HSM. */
  Path reader() {
    return root.resolve("reader");
  }

  /** Where the station's own HSM is when it is not in the reader. */
  Path stationHsm() {
    return root.resolve("hsm");
  }

  Path plant() {
    return root.resolve("plant");
  }

  /** Each device's label: what went to the printer, and its picture. */
  Path labels() {
    return root.resolve("labels");
  }

  Path credentials() throws IOException {
    Path credentials = root.resolve("credentials");
    Files.createDirectories(
        credentials,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return credentials;
  }
}
