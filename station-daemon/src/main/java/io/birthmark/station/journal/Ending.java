package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import java.util.List;

/**
 * A run that did not end green.
 *
 * @param touched whether an irreversible step was tried; when in doubt, true
 */
public record Ending(
    Outcome outcome, Problem problem, List<StepResult> steps, Cost cost, boolean touched) {
  public Ending {
    steps = List.copyOf(steps);
    if (outcome == Outcome.PASS) {
      throw new IllegalArgumentException("a pass is not an ending with a problem");
    }
  }
}
