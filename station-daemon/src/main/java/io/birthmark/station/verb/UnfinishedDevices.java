package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Unfinished;

/** Devices that were begun and not finished, for people and for programs. */
final class UnfinishedDevices {
  /** As many as a person reads in {@code status}. */
  static final int USUAL = 20;

  private UnfinishedDevices() {}

  static ObjectNode json(Unfinished unfinished) {
    ObjectNode json = Answer.object().put("count", unfinished.count());
    ArrayNode devices = json.putArray("devices");
    for (Unfinished.Device device : unfinished.oldest()) {
      ObjectNode one =
          devices
              .addObject()
              .put("serial", device.serial())
              .put("registrationId", device.registrationId())
              .put("product", device.product())
              .put("slot", device.slot())
              .put("since", device.since().toString())
              .put("lastSeen", device.lastSeen().toString());
      device.problem().ifPresent(problem -> one.set("problem", Answer.json(problem)));
    }
    return json;
  }

  /** Without a line end; empty when there are none. */
  static String text(Unfinished unfinished) {
    if (unfinished.count() == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder("begun and not finished: ").append(unfinished.count());
    for (Unfinished.Device device : unfinished.oldest()) {
      text.append(
          String.format(
              "%n  %s = %s, slot %s, since %s%s",
              device.serial(),
              device.registrationId(),
              device.slot(),
              device.since(),
              device.problem().map(UnfinishedDevices::text).orElse("")));
    }
    long more = unfinished.count() - unfinished.oldest().size();
    if (more > 0) {
      text.append("\n  and ").append(more).append(" more: birthmark devices --unfinished");
    }
    return text.append("\n  one that never comes back: birthmark void SN --reason REASON")
        .toString();
  }

  private static String text(Problem problem) {
    return ": " + problem.code() + "\n    → " + problem.action();
  }
}
