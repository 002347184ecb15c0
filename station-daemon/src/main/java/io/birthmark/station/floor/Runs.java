package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.util.Optional;

/** What the floor asks of a station: the same that every other trigger asks. */
interface Runs {
  boolean takesScan(String slot);

  /** Why this scan is not for this slot; empty when a run may begin with it. */
  Optional<Problem> objection(String slot, Optional<String> serial);

  /** Begins a run and returns at once; how it ends is told to the slot's watcher. */
  void start(String slot, Optional<String> serial);
}
