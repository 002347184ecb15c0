package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.journal.GroupRow;
import io.birthmark.station.journal.Groups;
import java.util.List;

/**
 * An enrollment group as {@code status} shows it.
 *
 * @param devices that were made here and belong to it
 */
record GroupStatus(GroupRow row, long devices) {

  static List<GroupStatus> all(Groups groups) {
    return groups.all().stream()
        .map(row -> new GroupStatus(row, groups.members(row.name())))
        .toList();
  }

  ObjectNode json() {
    ObjectNode json = Answer.object();
    json.put("name", row.name()).put("kind", row.kind().word()).put("devices", devices);
    json.put("status", word());
    row.verifiedAt().ifPresent(at -> json.put("verifiedAt", at.toString()));
    row.failedAt().ifPresent(at -> json.put("failedAt", at.toString()));
    row.problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  /** verified | unverified | missing | disabled | different */
  private String word() {
    return row.problem()
        .map(problem -> problem.code().substring(problem.code().indexOf('.') + 1))
        .orElse(row.verifiedAt().isPresent() ? "verified" : "unverified");
  }

  String text() {
    String line = "group " + row.name() + ": " + devices + " devices";
    if (row.problem().isPresent()) {
      return line + " queued\n" + Answer.shown(row.problem().get());
    }
    return row.coversSince()
        .map(at -> line + " covered (verified at " + at + ")")
        .orElse(line + " queued: not verified at the service yet");
  }
}
