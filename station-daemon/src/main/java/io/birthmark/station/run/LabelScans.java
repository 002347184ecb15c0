package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import java.util.Optional;

/** Runs that wait until the label that was just printed is scanned back, and the scans for them. */
public interface LabelScans {

  /** Whether the run in this slot waits for its label. */
  boolean awaited(String slot);

  /** Whether this is the code of the label that the run in this slot waits for. */
  boolean matches(String slot, String code);

  /** A code was scanned for this slot; why the run does not go on with it, if so. */
  Optional<Problem> scanned(String slot, String code);

  /** A line where nothing is scanned back. */
  static LabelScans none() {
    return new LabelScans() {
      @Override
      public boolean awaited(String slot) {
        return false;
      }

      @Override
      public boolean matches(String slot, String code) {
        return false;
      }

      @Override
      public Optional<Problem> scanned(String slot, String code) {
        throw new IllegalStateException("no run waits for a label in slot " + slot);
      }
    };
  }
}
