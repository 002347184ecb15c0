package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.Voiding;
import java.util.Optional;

/** {@code void SN --reason R}: retires an identity. */
final class Retire implements Verb {
  private final Journal journal;
  private final Devices devices;
  private final Runnable wakeUploader;

  Retire(Journal journal, Devices devices, Runnable wakeUploader) {
    this.journal = journal;
    this.devices = devices;
    this.wakeUploader = wakeUploader;
  }

  @Override
  public String name() {
    return "void";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    String serial = arguments.required("serial");
    Optional<DeviceRow> device = devices.bySerial(serial);
    Optional<String> group =
        device.flatMap(DeviceRow::group).filter(Membership::covers).map(Membership::group);
    Voiding voiding = journal.voidDevice(serial, arguments.required("reason"), caller.who());
    if (voiding instanceof Voiding.NotFound) {
      return Answer.noSuchThing(Show.unknown(serial));
    }
    if (voiding instanceof Voiding.InSlot inSlot) {
      return Answer.problem(
          Problem.ofStation(
              "device.in-slot",
              "A run is working on serial " + serial + " in slot " + inSlot.slot() + ".",
              "Wait until it has ended, then void it."));
    }
    ObjectNode document = Answer.object().put("serial", serial);
    if (voiding instanceof Voiding.AlreadyVoid already) {
      return Answer.done(
          document.put("voidedAt", already.at().toString()).put("changed", false),
          serial + " was voided before, at " + already.at());
    }
    Voiding.Voided voided = (Voiding.Voided) voiding;
    wakeUploader.run();
    group.ifPresent(name -> document.put("stillLetInBy", name));
    return Answer.done(
        document.put("changed", true).put("deleteQueued", voided.deleteQueued()),
        serial
            + " is void; its serial and keys are free."
            + (voided.deleteQueued()
                ? " Its enrollment will be deleted at the service."
                : group
                    .map(Retire::stillLetIn)
                    .orElse(" The service never had an enrollment for it."))
            + device
                .flatMap(DeviceRow::order)
                .map(order -> " It counts no more against order " + order + ".")
                .orElse(""));
  }

  private static String stillLetIn(String group) {
    return " The service still lets it in through group "
        + group
        + ": if it leaves the house, bar it there with a disabled enrollment of its own (docs/dps.md).";
  }
}
