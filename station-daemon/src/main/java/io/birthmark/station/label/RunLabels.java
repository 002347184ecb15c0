package io.birthmark.station.label;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.LabelPrinting;
import io.birthmark.station.config.Product;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.run.LabelScans;
import io.birthmark.station.run.Labelling;
import java.util.Optional;
import java.util.function.Consumer;

/** The policy of {@code [printer]}: what a label has to do with PASS. */
public final class RunLabels implements Labelling {
  private final LabelDesk desk;
  private final Devices devices;

  public RunLabels(LabelDesk desk, Devices devices) {
    this.desk = desk;
    this.devices = devices;
  }

  @Override
  public LabelScans scans() {
    return desk.scans();
  }

  @Override
  public Optional<Problem> objection(Product product, String serial, String registrationId) {
    return desk.objection(product, serial, registrationId);
  }

  @Override
  public Optional<Problem> label(
      Passed passed, String slot, String serial, String who, Consumer<Problem> warn) {
    if (desk.when() == LabelPrinting.When.NEVER) {
      return Optional.empty();
    }
    DeviceRow device = devices.bySerial(serial).orElseThrow();
    Optional<Problem> problem = desk.label(device, who).or(() -> desk.readBack(slot, device, who));
    if (desk.when() == LabelPrinting.When.AFTER_PASS) {
      problem.ifPresent(warn);
      return Optional.empty();
    }
    problem.ifPresent(missing -> desk.log().hold(passed.run(), missing));
    return problem;
  }
}
