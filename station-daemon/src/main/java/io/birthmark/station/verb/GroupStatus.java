package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.GroupRow;
import io.birthmark.station.journal.Groups;
import java.util.List;
import java.util.Optional;

/**
 * An enrollment group as {@code status} shows it.
 *
 * @param members the devices that were made here and belong to it, by their issuers
 */
record GroupStatus(GroupRow row, List<Groups.Members> members) {

  static List<GroupStatus> all(Groups groups) {
    return groups.all().stream()
        .map(row -> new GroupStatus(row, groups.membersOf(row.name())))
        .toList();
  }

  private long devices() {
    return members.stream().mapToLong(Groups.Members::devices).sum();
  }

  private List<Groups.Members> covered() {
    return members.stream().filter(some -> row.coversSince(some.issuer()).isPresent()).toList();
  }

  private long uncovered() {
    return devices() - covered().stream().mapToLong(Groups.Members::devices).sum();
  }

  /** What is wrong with the group, or for some of its devices. */
  Optional<Problem> problem() {
    return row.problem()
        .or(
            () ->
                members.stream().flatMap(some -> row.problem(some.issuer()).stream()).findFirst());
  }

  ObjectNode json() {
    ObjectNode json = Answer.object();
    json.put("name", row.name()).put("kind", row.kind().word()).put("devices", devices());
    json.put("uncovered", uncovered()).put("status", word());
    row.verifiedAt().ifPresent(at -> json.put("verifiedAt", at.toString()));
    row.failedAt().ifPresent(at -> json.put("failedAt", at.toString()));
    problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  /** verified | unverified | missing | disabled | different */
  private String word() {
    return row.problem()
        .map(problem -> problem.code().substring(problem.code().indexOf('.') + 1))
        .orElse(row.verifiedAt().isPresent() ? "verified" : "unverified");
  }

  String text() {
    String line = "group " + row.name() + ": ";
    long covered = devices() - uncovered();
    if (problem().isPresent()) {
      return line
          + (covered > 0 ? covered + " devices covered, " : "")
          + uncovered()
          + " devices queued\n"
          + Answer.shown(problem().get());
    }
    return line
        + devices()
        + " devices"
        + row.coversSince()
            .map(at -> " covered (verified at " + at + ")")
            .orElse(" queued: not verified at the service yet");
  }
}
