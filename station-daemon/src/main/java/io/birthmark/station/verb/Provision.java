package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.RunProblems;
import io.birthmark.station.run.RunReport;
import io.birthmark.station.run.Slots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code provision}: one run now. */
final class Provision implements Verb {
  private final Slots slots;

  Provision(Slots slots) {
    this.slots = slots;
  }

  @Override
  public String name() {
    return "provision";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    List<String> known = slots.names();
    Optional<String> named = arguments.text("slot");
    if (named.isEmpty() && known.size() != 1) {
      return Answer.noSuchThing(RunProblems.whichSlot(known));
    }
    String slot = named.orElseGet(() -> known.get(0));
    if (!known.contains(slot)) {
      return Answer.noSuchThing(RunProblems.noSuchSlot(slot, known));
    }
    Optional<String> serial = arguments.text("serial");
    RunReport report =
        arguments.flag("rework")
            ? slots.rework(
                slot, serial, arguments.required("reason"), caller.who(), caller::progress)
            : slots.run(slot, serial, caller.who(), caller::progress);
    return new Answer(exitCode(report.outcome()), document(report), text(report));
  }

  private static int exitCode(RunOutcome outcome) {
    return switch (outcome.word()) {
      case PASS -> ExitCode.DONE;
      case FAIL -> ExitCode.FAIL;
      case ERROR -> ExitCode.ERROR;
      case ABORTED -> ExitCode.ABORTED;
    };
  }

  private static ObjectNode document(RunReport report) {
    ObjectNode json = Answer.object();
    json.put("outcome", report.outcome().word().name());
    json.put("slot", report.slot());
    json.put("product", report.product());
    report.serial().ifPresent(serial -> json.put("serial", serial));
    report.registrationId().ifPresent(id -> json.put("registrationId", id));
    json.put("continued", report.continued());
    report.order().ifPresent(order -> json.set("workOrder", OrderStanding.json(order)));
    report.outcome().problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    ArrayNode warnings = json.putArray("warnings");
    report.warnings().forEach(warning -> warnings.add(Answer.json(warning)));
    ObjectNode facts = json.putObject("facts");
    report.facts().forEach(facts::put);
    json.put("millis", millis(report.wall()));
    json.put("elementMillis", millis(report.element().inside()));
    ObjectNode commands = json.putObject("commands");
    report.element().commands().forEach(commands::put);
    return json;
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 10_000.0) / 100.0;
  }

  private static String text(RunReport report) {
    String who =
        report.serial().orElse("no serial")
            + report.registrationId().map(id -> " = " + id).orElse("")
            + ", slot "
            + report.slot();
    String cost =
        String.format(
            "%.0f ms, %d commands in %.0f ms",
            millis(report.wall()), report.element().total(), millis(report.element().inside()));
    StringBuilder text =
        new StringBuilder(report.outcome().word() + "  " + who + " (" + cost + ")");
    report.order().ifPresent(order -> text.append('\n').append(OrderStanding.line(order)));
    report.outcome().problem().ifPresent(p -> text.append('\n').append(Answer.shown(p)));
    report.warnings().forEach(w -> text.append("\nwarning: ").append(Answer.shown(w)));
    return text.toString();
  }
}
