package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.reconcile.Finding;
import io.birthmark.station.reconcile.Kind;
import io.birthmark.station.reconcile.Report;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What came of {@code reconcile}, for programs and for people. */
record ReconcileAnswer(Report report, List<GroupStatus> groups) {

  Answer toAnswer() {
    return new Answer(exitCode(), document(), text());
  }

  /** As of {@code diff}: 1 when something is left that is not as the journal says. */
  private int exitCode() {
    if (report.problem().isPresent()) {
      return ExitCode.ERROR;
    }
    boolean groupsFail = groups.stream().anyMatch(group -> group.problem().isPresent());
    return report.open() > 0 || groupsFail ? ExitCode.FAIL : ExitCode.DONE;
  }

  static ObjectNode json(Finding finding) {
    ObjectNode json =
        Answer.object()
            .put("kind", finding.kind().word())
            .put("registrationId", finding.registrationId());
    finding.device().ifPresent(device -> json.put("serial", device.serial()));
    return json.put("detail", finding.detail()).put("confirmed", finding.confirmed());
  }

  private ObjectNode document() {
    ObjectNode json =
        Answer.object().put("entries", report.entries()).put("enrolled", report.enrolled());
    for (Kind kind : Kind.values()) {
      Report.Found found = report.found(kind);
      ObjectNode of = json.putObject(kind.word()).put("count", found.count());
      ArrayNode first = of.putArray("first");
      found.first().forEach(finding -> first.add(json(finding)));
      report.repaired(kind).ifPresent(repaired -> put(of, repaired));
    }
    json.put("open", report.open());
    ArrayNode list = json.putArray("groups");
    groups.forEach(group -> list.add(group.json()));
    ObjectNode there = json.putObject("groupsAtService").put("count", report.groups().all());
    report.groups().unknownHere().forEach(there.putArray(Kind.UNKNOWN_HERE.word())::add);
    report.problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  private static void put(ObjectNode json, Report.Repaired repaired) {
    json.put("repaired", repaired.done()).put("notRepaired", repaired.leftOver());
    ArrayNode left = json.putArray("left");
    repaired
        .left()
        .forEach(
            one ->
                left.addObject().put("registrationId", one.registrationId()).put("why", one.why()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%,d entries at the service, %,d devices enrolled here",
            report.entries(), report.enrolled()));
    for (Kind kind : Kind.values()) {
      Report.Found found = report.found(kind);
      if (found.count() > 0) {
        text.append(String.format("%n%s: %,d", kind.word(), found.count()));
        report.repaired(kind).ifPresent(repaired -> text.append(text(kind, repaired)));
        found.first().forEach(finding -> text.append("\n  ").append(text(finding)));
        report.repaired(kind).stream()
            .flatMap(repaired -> repaired.left().stream())
            .forEach(
                left ->
                    text.append("\n  not repaired: ")
                        .append(left.registrationId())
                        .append(": ")
                        .append(left.why()));
      }
    }
    groups.forEach(group -> text.append('\n').append(group.text()));
    if (!report.groups().unknownHere().isEmpty()) {
      text.append("\ngroups unknown here, another station's or made by hand: ")
          .append(String.join(", ", report.groups().unknownHere()));
    }
    report
        .problem()
        .ifPresentOrElse(
            problem -> text.append('\n').append(Answer.shown(problem)),
            () -> text.append('\n').append(summary()));
    return text.toString();
  }

  private String summary() {
    return report.open() == 0
        ? "journal and service agree"
        : String.format(
            "%,d to be mended: birthmark reconcile --repair %s",
            report.open(),
            Arrays.stream(Kind.values())
                .filter(kind -> kind.mendable() && report.found(kind).count() > 0)
                .map(Kind::word)
                .collect(Collectors.joining(",")));
  }

  private static String text(Kind kind, Report.Repaired repaired) {
    return String.format(
        kind == Kind.MISSING ? ", %,d queued again, %,d not" : ", %,d repaired, %,d not",
        repaired.done(),
        repaired.leftOver());
  }

  private static String text(Finding finding) {
    return finding.registrationId()
        + finding.device().map(device -> " (serial " + device.serial() + ")").orElse("")
        + ": "
        + finding.detail()
        + (finding.confirmed() ? "" : " (by the list alone)");
  }
}
