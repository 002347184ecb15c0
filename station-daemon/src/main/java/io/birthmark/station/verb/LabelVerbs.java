package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.label.Filling;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.label.LabelDesk;
import io.birthmark.station.label.LabelProblems;
import io.birthmark.station.label.ScanDesk;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** {@code label preview | print | reprint | confirm | scan | test}. */
final class LabelVerbs {
  private final LabelDesk desk;
  private final Devices devices;

  LabelVerbs(LabelDesk desk, Devices devices) {
    this.desk = desk;
    this.devices = devices;
  }

  List<Verb> all() {
    return List.of(
        ofDevice("label preview", (device, arguments, caller) -> preview(device, caller)),
        ofDevice(
            "label print",
            (device, arguments, caller) ->
                answer(device, desk.printOnce(device, caller.who()), "is printed")),
        ofDevice(
            "label reprint",
            (device, arguments, caller) ->
                answer(
                    device,
                    desk.reprint(device, arguments.required("reason"), caller.who()),
                    "is printed again; the label before it is void: destroy it")),
        ofDevice("label confirm", this::confirm),
        new SimpleVerb("label scan", (arguments, caller) -> scan(arguments)),
        new SimpleVerb(
            "label test",
            (arguments, caller) ->
                desk.test()
                    .map(Answer::problem)
                    .orElseGet(
                        () -> Answer.done(Answer.object().put("printed", true), "it is printed"))));
  }

  private interface DeviceWork {
    Answer carryOut(DeviceRow device, Arguments arguments, Caller caller) throws WrongUse;
  }

  private Verb ofDevice(String name, DeviceWork work) {
    return new SimpleVerb(
        name,
        (arguments, caller) -> {
          String serial = arguments.required("serial");
          Optional<DeviceRow> device = devices.bySerial(serial);
          return device.isEmpty()
              ? Answer.noSuchThing(Show.unknown(serial))
              : work.carryOut(device.get(), arguments, caller);
        });
  }

  private Answer preview(DeviceRow device, Caller caller) {
    Filling filling = desk.preview(device);
    if (filling instanceof Filling.Unfit unfit) {
      return Answer.problem(LabelProblems.doesNotFit(device.serial(), unfit.sentence()));
    }
    var label = ((Filling.Filled) filling).label();
    caller.line(Base64.getEncoder().encodeToString(label.picture().png()));
    ObjectNode json = Answer.object().put("serial", device.serial()).put("zpl", label.text());
    label.codes().forEach(json.putArray("codes")::add);
    return Answer.done(json, "");
  }

  private Answer answer(DeviceRow device, Optional<Problem> problem, String done) {
    return problem
        .map(Answer::problem)
        .orElseGet(() -> answer(device, desk.log().current(device.id()).orElseThrow(), done));
  }

  private static Answer answer(DeviceRow device, LabelRow label, String done) {
    return Answer.done(
        Answer.object()
            .put("serial", device.serial())
            .put("number", label.number())
            .put("state", label.state().word()),
        "label " + label.number() + " of " + device.serial() + " " + done);
  }

  /** A person has looked: the label is there, or it is not. */
  private Answer confirm(DeviceRow device, Arguments arguments, Caller caller) throws WrongUse {
    boolean printed = arguments.flag("printed");
    if (printed == arguments.flag("notPrinted")) {
      throw new WrongUse("say whether it is printed or not printed");
    }
    Optional<LabelRow> asked = desk.log().current(device.id());
    Optional<Problem> problem = desk.confirm(device, printed, caller.who());
    if (problem.isPresent()) {
      return LabelProblems.isNothingToConfirm(problem.get())
          ? Answer.noSuchThing(problem.get())
          : Answer.problem(problem.get());
    }
    // When it is not printed, the one before it may be the device's label again.
    LabelRow label = desk.log().require(asked.orElseThrow().id());
    return answer(device, label, printed ? "is printed" : "is not printed");
  }

  private Answer scan(Arguments arguments) throws WrongUse {
    ScanDesk.Scan scan = desk.scans().scanned(arguments.text("slot"), arguments.required("code"));
    if (scan instanceof ScanDesk.Scan.Match match) {
      return Answer.done(
          Answer.object().put("slot", match.slot()).put("serial", match.serial()),
          "that is the label of " + match.serial() + " in slot " + match.slot());
    }
    return scan instanceof ScanDesk.Scan.Mismatch wrong
        ? Answer.problem(LabelProblems.mismatch(wrong.slot(), wrong.serial()))
        : Answer.noSuchThing(LabelProblems.nobodyWaits());
  }
}
