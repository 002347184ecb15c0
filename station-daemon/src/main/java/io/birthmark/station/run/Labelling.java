package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.Product;
import io.birthmark.station.journal.DeviceRow;
import java.time.Duration;
import java.util.Optional;

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

  /** Whether a run passes only with its label; without it, a label that is missing is a warning. */
  boolean beforePass();

  /** Whether a finished device has not got what it needs to pass: its run has something to do. */
  boolean isOutstanding(DeviceRow device);

  /**
   * Sees to the label of a device that is finished and on the disk.
   *
   * @return why it has none
   */
  Optional<Problem> label(String slot, String serial, String who);

  /** Runs that wait for their label to be scanned back. */
  LabelScans scans();

  /** How long {@link #label} may take when all goes as slowly as it may. */
  default Duration longest() {
    return Duration.ZERO;
  }

  /** A line without labels. */
  static Labelling none() {
    return new Labelling() {
      @Override
      public Optional<Problem> objection(Product product, String serial, String registrationId) {
        return Optional.empty();
      }

      @Override
      public boolean beforePass() {
        return false;
      }

      @Override
      public boolean isOutstanding(DeviceRow device) {
        return false;
      }

      @Override
      public Optional<Problem> label(String slot, String serial, String who) {
        return Optional.empty();
      }

      @Override
      public LabelScans scans() {
        return LabelScans.none();
      }
    };
  }
}
