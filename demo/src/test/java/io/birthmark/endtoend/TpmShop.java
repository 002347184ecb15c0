package io.birthmark.endtoend;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * New TPMs for all tests. Making one takes a second, so each number is made once: a copy of its
 * state folder is the same TPM, as it left its maker.
 */
final class TpmShop {
  private static final Path FOLDER = folder();
  private static final Map<Integer, Path> STOCK = new HashMap<>();

  private TpmShop() {}

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("birthmark-tpms");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** TPM number {@code which}, switched off, with its state in {@code state}. */
  static SoftwareTpm tpm(int which, Path state) {
    copy(stock(which), state);
    return new SoftwareTpm(state);
  }

  private static synchronized Path stock(int which) {
    return STOCK.computeIfAbsent(
        which,
        number -> {
          try {
            Path made = FOLDER.resolve("tpm" + number);
            TpmMaker maker = new TpmMaker(FOLDER.resolve("maker"));
            maker.make(made);
            maker.publishRoots(FOLDER.resolve("ek-roots"));
            return made;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  /** Where the maker's root certificates are. */
  static Path roots() {
    Path unused = stock(1);
    return FOLDER.resolve("ek-roots");
  }

  static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.getFileName().toString().equals(".lock")) {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
