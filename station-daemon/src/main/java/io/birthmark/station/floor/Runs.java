package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.util.Optional;

/** What the floor asks of a station: the same that every other trigger asks. */
interface Runs {
  boolean takesScan(String slot);

  /** Why this scan is not for this slot; empty when a run may begin with it. */
  Optional<Problem> objection(String slot, Optional<String> serial);

  /** Whether the run that goes on in this slot waits for its label to be scanned back. */
  boolean awaitsLabel(String slot);

  /** Whether this is the code of the label it waits for. */
  boolean isItsLabel(String slot, String code);

  /** A code was scanned for the run that waits; why it is not its label, if so. */
  Optional<Problem> labelScanned(String slot, String code);

  /** Begins a run and returns at once; how it ends is told to the slot's watcher. */
  void start(String slot, Optional<String> serial);
}
