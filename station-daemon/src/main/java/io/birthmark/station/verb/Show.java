package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.DeviceHistory;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.EnrollmentRow;
import io.birthmark.station.journal.Event;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.IssuedCertificate;
import io.birthmark.station.journal.RunRow;
import java.util.List;

/** {@code show SN}: all that is known of a serial, and of every identity that bore it. */
final class Show implements Verb {
  private final Devices devices;
  private final Groups groups;

  Show(Devices devices, Groups groups) {
    this.devices = devices;
    this.groups = groups;
  }

  @Override
  public String name() {
    return "show";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    String serial = arguments.required("serial");
    List<DeviceHistory> histories = devices.history(serial);
    if (histories.isEmpty()) {
      return Answer.noSuchThing(unknown(serial));
    }
    ObjectNode document = Answer.object().put("serial", serial);
    ArrayNode identities = document.putArray("identities");
    StringBuilder text = new StringBuilder();
    Coverage coverage = Coverage.now(groups);
    for (DeviceHistory history : histories) {
      Coverage.Standing standing = coverage.of(history.device());
      identities.add(json(history, standing));
      text.append(text.isEmpty() ? "" : "\n").append(text(history, standing));
    }
    return Answer.done(document, text.toString());
  }

  static Problem unknown(String serial) {
    return Problem.ofDevice(
        "device.unknown",
        "This station knows no device with the serial " + serial + ".",
        "`birthmark devices` lists those it knows; another station may have made it.");
  }

  private static ObjectNode json(DeviceHistory history, Coverage.Standing standing) {
    ObjectNode json = DeviceJson.of(history.device(), standing);
    ArrayNode runs = json.putArray("runs");
    history.runs().forEach(run -> runs.add(json(run)));
    ArrayNode enrollments = json.putArray("enrollments");
    history.enrollments().forEach(enrollment -> enrollments.add(DeviceJson.of(enrollment)));
    ArrayNode certificates = json.putArray("certificates");
    history.certificates().forEach(certificate -> certificates.add(json(certificate)));
    ArrayNode events = json.putArray("events");
    history.events().forEach(event -> events.add(json(event)));
    return json;
  }

  private static ObjectNode json(RunRow run) {
    ObjectNode json = Answer.object();
    json.put("run", run.id().number());
    json.put("slot", run.start().slot());
    json.put("who", run.start().who());
    json.put("startedAt", run.start().at().toString());
    json.put("outcome", run.outcome().map(Enum::name).orElse("OPEN"));
    ArrayNode steps = json.putArray("steps");
    run.steps()
        .forEach(
            step ->
                steps
                    .addObject()
                    .put("step", step.step())
                    .put("result", step.result())
                    .put("millis", step.millis()));
    run.cost().ifPresent(cost -> json.put("millis", cost.millis()));
    run.problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  private static ObjectNode json(IssuedCertificate certificate) {
    return Answer.object()
        .put("serialNumber", certificate.serialNumber())
        .put("issuedAt", certificate.issuedAt().toString())
        .put("notAfter", certificate.notAfter().toString())
        .put("certificate", certificate.der().base64());
  }

  private static ObjectNode json(Event event) {
    ObjectNode json = Answer.object();
    json.put("at", event.at().toString()).put("who", event.who()).put("kind", event.kind());
    event.detail().ifPresent(detail -> json.put("detail", detail));
    return json;
  }

  private static String text(DeviceHistory history, Coverage.Standing standing) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%s = %s  %s, enrollment %s",
            history.device().serial(),
            history.device().registrationId(),
            DeviceJson.state(history.device().state()),
            standing.text()));
    if (history.device().state() == DeviceState.BEGUN) {
      text.append("\n  begun ")
          .append(history.device().begunAt())
          .append(" and not finished: put it in again, in any slot for product ")
          .append(history.device().product());
    }
    for (IssuedCertificate certificate : history.certificates()) {
      text.append(
          String.format(
              "%n  certificate %s, issued %s, valid until %s",
              certificate.serialNumber(), certificate.issuedAt(), certificate.notAfter()));
    }
    for (Event event : history.events()) {
      text.append(
          String.format(
                  "%n  %s  %-20s %s %s",
                  event.at(), event.kind(), event.who(), event.detail().orElse(""))
              .stripTrailing());
    }
    for (RunRow run : history.runs()) {
      run.problem()
          .ifPresent(
              problem ->
                  text.append("\n  run ")
                      .append(run.id().number())
                      .append(": ")
                      .append(Answer.shown(problem).replace("\n", "\n  ")));
    }
    for (EnrollmentRow enrollment : history.enrollments()) {
      enrollment
          .problem()
          .ifPresent(
              problem ->
                  text.append("\n  enrollment ")
                      .append(enrollment.id().number())
                      .append(QuarantineVerbs.traced(enrollment))
                      .append(": ")
                      .append(Answer.shown(problem).replace("\n", "\n  ")));
    }
    return text.toString();
  }
}
