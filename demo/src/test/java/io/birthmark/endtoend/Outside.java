package io.birthmark.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.powercut.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What others knew of the station at some moment of a recorded line: what it must stand by. */
final class Outside {
  private final List<Fact> facts = new ArrayList<>();
  private final RecordedLine line;

  /**
   * Something that cannot be taken back.
   *
   * @param from the line of the trace in which it left the process
   * @param journal what the journal must say of it from then on
   * @param told whether somebody was told that it is done; else it was done, and must be intended
   */
  record Fact(int from, String journal, boolean told) {}

  Outside(RecordedLine line) {
    this.line = line;
    Map<String, List<Integer>> touched = new HashMap<>();
    for (Call call : line.calls()) {
      if (call instanceof Call.Sent sent) {
        if (line.touchesDevice(sent)) {
          touched.computeIfAbsent(line.slotOf(sent), slot -> new ArrayList<>()).add(from(sent));
        }
        line.answers(sent).forEach(answer -> answered(from(sent), answer, touched));
      }
    }
  }

  private static int from(Call call) {
    return call.when().begun();
  }

  /** What was done to the device in a slot belongs to the serial of the answer that follows. */
  private void answered(int from, JsonNode answer, Map<String, List<Integer>> touched) {
    String serial = answer.path("serial").asText();
    if (answer.path("outcome").asText().equals("PASS")) {
      List<Integer> writes = touched.getOrDefault(answer.path("slot").asText(), List.of());
      writes.forEach(write -> facts.add(new Fact(write, "intent " + serial, false)));
      touched.remove(answer.path("slot").asText());
      facts.add(new Fact(from, "passed " + serial, true));
      facts.add(new Fact(from, "create " + answer.path("registrationId").asText(), true));
      if (answer.path("product").asText().equals("counted")) {
        facts.add(new Fact(from, "number " + Integer.parseInt(serial), true));
      }
    } else if (answer.has("deleteQueued")) {
      facts.add(new Fact(from, "void " + serial, true));
    }
  }

  List<Fact> facts() {
    return List.copyOf(facts);
  }

  /** What holds when the power is cut after {@code call}. */
  List<Fact> at(Call call) {
    List<Fact> then = new ArrayList<>();
    facts.stream().filter(fact -> fact.from() <= call.effective()).forEach(then::add);
    ServiceLog.written(line.service().at(call.when().seconds()))
        .forEach(id -> then.add(new Fact(call.effective(), "sent " + id, false)));
    return then;
  }
}
