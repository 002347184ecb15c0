package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;

/**
 * What came of a verb.
 *
 * @param exitCode see {@link ExitCode}
 * @param document for programs
 * @param text the same for people, without a line end; empty when the lines were all
 */
public record Answer(int exitCode, JsonNode document, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Answer done(JsonNode document, String text) {
    return new Answer(ExitCode.DONE, document, text);
  }

  /** The verb could not be carried out; the station is the reason unless the problem says else. */
  public static Answer problem(Problem problem) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("problem", json(problem));
    int exit = problem.fault() == Problem.Fault.DEVICE ? ExitCode.FAIL : ExitCode.ERROR;
    return new Answer(exit, document, shown(problem));
  }

  /** What was asked for does not exist; nothing was done. */
  static Answer noSuchThing(Problem problem) {
    return new Answer(ExitCode.WRONG_USE, problem(problem).document(), shown(problem));
  }

  public static Answer wrongUse(String message) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("wrongUse", message);
    return new Answer(ExitCode.WRONG_USE, document, message);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ObjectNode json(Problem problem) {
    return object()
        .put("code", problem.code())
        .put("fault", problem.fault() == Problem.Fault.DEVICE ? "device" : "station")
        .put("sentence", problem.sentence())
        .put("action", problem.action());
  }

  /** A code, a sentence and an action, a line each. */
  static String shown(Problem problem) {
    return problem.code() + "\n  " + problem.sentence() + "\n  → " + problem.action();
  }
}
