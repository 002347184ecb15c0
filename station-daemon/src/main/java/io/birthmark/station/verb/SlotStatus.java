package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.run.FloorNews;
import io.birthmark.station.run.RunReport;
import io.birthmark.station.run.SlotStanding;
import io.birthmark.station.run.SlotStanding.Ended;
import io.birthmark.station.run.SlotStanding.Working;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A slot in words: what its lamps show, and why. The newest run is one since the station's start;
 * those before are in the journal.
 */
record SlotStatus(StationConfig.Slot slot, boolean busy, SlotStanding standing, Instant now) {

  ObjectNode json() {
    ObjectNode json =
        Answer.object()
            .put("name", slot.name())
            .put("product", slot.product().name())
            .put("device", slot.address())
            .put("busy", busy);
    standing
        .working()
        .ifPresent(
            run ->
                json.putObject("working")
                    .put("since", run.since().toString())
                    .put("step", run.step())
                    .put("awaitsLabel", run.awaitsLabel()));
    standing.last().ifPresent(last -> json.set("last", json(last)));
    return json;
  }

  private static ObjectNode json(Ended ended) {
    RunReport report = ended.report();
    ObjectNode json =
        Answer.object()
            .put("outcome", report.outcome().word().name())
            .put("endedAt", ended.at().toString());
    report.serial().ifPresent(serial -> json.put("serial", serial));
    report.outcome().problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  String text() {
    return "slot "
        + slot.name()
        + ", "
        + slot.product().name()
        + ": "
        + standing.working().map(this::doing).orElse(busy ? "busy" : "free")
        + standing.last().map(this::before).orElse("");
  }

  private String doing(Working run) {
    String what = run.awaitsLabel() ? "waits for its label to be scanned" : "works";
    return what + ", " + run.step() + ", for " + InWords.of(Duration.between(run.since(), now));
  }

  private String before(Ended ended) {
    RunReport report = ended.report();
    return "; "
        + report.outcome().word()
        + report.serial().map(serial -> " " + serial).orElse("")
        + " "
        + InWords.of(Duration.between(ended.at(), now))
        + " ago"
        + report.outcome().problem().map(SlotStatus::why).orElse("");
  }

  private static String why(Problem problem) {
    return "\n" + Answer.shown(problem).indent(2).stripTrailing();
  }

  static ObjectNode json(FloorNews.Item item) {
    ObjectNode json = Answer.object().put("about", item.about()).put("at", item.at().toString());
    json.set("problem", Answer.json(item.problem()));
    return json;
  }

  /** The sentence behind three beeps; {@code slots} are those of which it may be about one. */
  static String text(FloorNews.Item item, List<String> slots, Instant now) {
    return (slots.contains(item.about()) ? "slot " : "")
        + item.about()
        + ", "
        + InWords.of(Duration.between(item.at(), now))
        + " ago: "
        + Answer.shown(item.problem());
  }
}
