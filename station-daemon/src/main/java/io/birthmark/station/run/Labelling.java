package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.Product;
import io.birthmark.station.journal.Passed;
import java.util.Optional;
import java.util.function.Consumer;

/** What a run has done about the device's label. */
public interface Labelling {

  /** Why this device cannot have a label; asked before anything happens to it. */
  Optional<Problem> objection(Product product, String serial, String registrationId);

  /** Ends the run of such a device. */
  default void check(Product product, String serial, String registrationId) {
    objection(product, serial, registrationId)
        .ifPresent(
            problem -> {
              throw new Stopped(problem);
            });
  }

  /**
   * Sees to the label of a device that is finished and on the disk.
   *
   * @param warn is told what does not keep the device from passing
   * @return what keeps it from passing
   */
  Optional<Problem> label(
      Passed passed, String slot, String serial, String who, Consumer<Problem> warn);

  /** Runs that wait for their label to be scanned back. */
  LabelScans scans();

  /** A line without labels. */
  static Labelling none() {
    return new Labelling() {
      @Override
      public Optional<Problem> objection(Product product, String serial, String registrationId) {
        return Optional.empty();
      }

      @Override
      public Optional<Problem> label(
          Passed passed, String slot, String serial, String who, Consumer<Problem> warn) {
        return Optional.empty();
      }

      @Override
      public LabelScans scans() {
        return LabelScans.none();
      }
    };
  }
}
