package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.LabelsInDoubt;
import io.birthmark.station.label.LabelProblems;

/** Labels of which nobody knows whether they are on paper, for people and for programs. */
final class DoubtfulLabels {
  /** As many as a person reads in {@code status}. */
  static final int USUAL = 20;

  private DoubtfulLabels() {}

  static ObjectNode json(LabelsInDoubt labels) {
    ObjectNode json = Answer.object().put("count", labels.count());
    ArrayNode list = json.putArray("labels");
    for (LabelsInDoubt.Doubt doubt : labels.oldest()) {
      ObjectNode one =
          list.addObject()
              .put("serial", doubt.serial())
              .put("number", doubt.number())
              .put("sentAt", doubt.sentAt().toString());
      doubt.code().ifPresent(code -> one.put("printerSaid", code));
      one.set("problem", Answer.json(LabelProblems.unknown(doubt.serial())));
    }
    return json;
  }

  /** Without a line end; empty when there are none. */
  static String text(LabelsInDoubt labels) {
    if (labels.count() == 0) {
      return "";
    }
    StringBuilder text =
        new StringBuilder("labels that may be printed or not: ").append(labels.count());
    for (LabelsInDoubt.Doubt doubt : labels.oldest()) {
      text.append(
          String.format(
              "%n  %s, label %d, sent %s: %s%n    → %s",
              doubt.serial(),
              doubt.number(),
              doubt.sentAt(),
              doubt.code().orElse("cut off"),
              LabelProblems.unknown(doubt.serial()).action()));
    }
    long more = labels.count() - labels.oldest().size();
    return more > 0 ? text.append("\n  and ").append(more).append(" more").toString() : "" + text;
  }

  static Finding finding(LabelsInDoubt labels) {
    return labels.count() == 0
        ? Finding.green("labels", "Of every label that was sent it is known what became of it.")
        : Finding.amber(
            "labels",
            Problem.ofStation(
                "label.unknown",
                "Nobody knows of " + labels.count() + " labels whether they were printed.",
                "`birthmark status` names them, with what to do."));
  }
}
