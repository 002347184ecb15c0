package io.birthmark.station.floor.gpio;

import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The GPIO chips of a machine, seen without opening one.
 *
 * @param devices where their device files are, {@code /dev}
 * @param model the file with the board's name
 */
public record Chips(Path devices, Path model) {
  /** The file that /proc/device-tree/model leads to; it is there also where /proc shows nothing. */
  static final Path MODEL = Path.of("/sys/firmware/devicetree/base/model");

  private static final String RASPBERRY_PI = "raspberry pi";

  public static Chips ofThisMachine() {
    return new Chips(Path.of("/dev"), MODEL);
  }

  List<Path> all() {
    try (Stream<Path> files = Files.list(devices)) {
      return files
          .filter(file -> file.getFileName().toString().matches("gpiochip[0-9]+"))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      // A machine that does not show its devices has none for us.
      return List.of();
    }
  }

  /** Why the library cannot work here; it would say something else. */
  public Optional<Problem> objection() {
    List<Path> chips = all();
    if (chips.isEmpty()) {
      return Optional.of(GpioProblems.absent());
    }
    // It opens every one of them in search of the right one, and gives up at the first it may not.
    Optional<Path> locked =
        chips.stream()
            .filter(chip -> !Files.isReadable(chip) || !Files.isWritable(chip))
            .findFirst();
    if (locked.isPresent()) {
      return locked.map(chip -> GpioProblems.forbidden(chip.toString()));
    }
    String board = board();
    return board.toLowerCase(java.util.Locale.ROOT).startsWith(RASPBERRY_PI)
        ? Optional.empty()
        : Optional.of(GpioProblems.unknownBoard(board));
  }

  private String board() {
    try {
      String name = Files.readString(model).replace("\0", "").strip();
      return name.isEmpty() ? "one without a name" : name;
    } catch (IOException e) {
      return "one without a device tree";
    }
  }
}
