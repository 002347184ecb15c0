package io.birthmark.station.floor.gpio;

import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.kernel.KernelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who has which of the configured lines.
 *
 * @param problem why nobody can tell
 * @param chip the chip's label; empty when there is a problem
 */
public record LineLook(Optional<Problem> problem, String chip, Map<Integer, LineUse> lines) {

  /** Looks at the chip that the library would take; no line is taken, ours are not disturbed. */
  public static LineLook at(Chips chips, Iterable<Integer> lines) {
    Optional<Problem> objection = chips.objection();
    if (objection.isPresent()) {
      return nothing(objection.get());
    }
    try {
      for (Path device : chips.all()) {
        ChipInfo.Chip chip = ChipInfo.chip(device);
        if (chip.label().contains("pinctrl")) {
          return new LineLook(Optional.empty(), chip.label(), uses(device, chip, lines));
        }
      }
      return nothing(GpioProblems.failed("no chip's label has \"pinctrl\" in it"));
    } catch (KernelException e) {
      return nothing(GpioProblems.failed(String.valueOf(e.getMessage())));
    }
  }

  private static LineLook nothing(Problem problem) {
    return new LineLook(Optional.of(problem), "", Map.of());
  }

  private static Map<Integer, LineUse> uses(
      Path device, ChipInfo.Chip chip, Iterable<Integer> lines) throws KernelException {
    Map<Integer, LineUse> uses = new TreeMap<>();
    for (int line : lines) {
      uses.put(line, line < chip.lines() ? ChipInfo.line(device, line) : new LineUse.Absent());
    }
    return uses;
  }
}
