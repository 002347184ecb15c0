package io.birthmark.station.label;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.LabelPrinting;
import io.birthmark.station.config.Product;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.run.LabelScans;
import io.birthmark.station.run.Labelling;
import java.time.Duration;
import java.util.Optional;

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
  public boolean beforePass() {
    return desk.when() == LabelPrinting.When.BEFORE_PASS;
  }

  @Override
  public boolean isOutstanding(DeviceRow device) {
    return beforePass() && desk.isOutstanding(device);
  }

  @Override
  public Duration longest() {
    return desk.when() == LabelPrinting.When.NEVER ? Duration.ZERO : desk.longest();
  }

  @Override
  public Optional<Problem> label(String slot, String serial, String who) {
    if (desk.when() == LabelPrinting.When.NEVER) {
      return Optional.empty();
    }
    DeviceRow device = devices.bySerial(serial).orElseThrow();
    return desk.label(device, who).or(() -> desk.readBack(slot, device, who));
  }
}
