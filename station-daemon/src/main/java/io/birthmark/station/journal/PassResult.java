package io.birthmark.station.journal;

import java.util.List;
import java.util.Optional;

/**
 * A run that ended green.
 *
 * @param proof what to enrol the device with; empty when a group's enrollment covers it
 */
public record PassResult(List<StepResult> steps, Cost cost, Optional<Proof> proof) {
  public PassResult {
    steps = List.copyOf(steps);
  }
}
