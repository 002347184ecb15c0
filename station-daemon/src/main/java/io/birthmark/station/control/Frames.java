package io.birthmark.station.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;

/** The lines that go over the control socket. */
final class Frames {
  /**
   * More than any request: a line that does not end is not read for ever. The longest one brings a
   * file of 256 KiB in base64 ({@code ca import}).
   */
  static final int LONGEST_REQUEST = 512 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What was asked for. */
  record Request(String verb, Arguments arguments) {}

  private Frames() {}

  static String request(String verb, Arguments arguments) {
    ObjectNode json = JSON.createObjectNode().put("verb", verb);
    json.set("arguments", arguments.json());
    return json.toString();
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException when it is not one; the message says why
   */
  static Request parseRequest(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a request is one line of JSON", e);
    }
    if (!json.path("verb").isTextual()) {
      throw new IllegalArgumentException("a request is {\"verb\":…,\"arguments\":{…}}");
    }
    JsonNode arguments = json.path("arguments");
    return new Request(
        json.get("verb").textValue(),
        arguments.isObject() ? new Arguments(arguments) : Arguments.none());
  }

  static String progress(String note) {
    return JSON.createObjectNode().put("progress", note).toString();
  }

  static String line(String line) {
    return JSON.createObjectNode().put("line", line).toString();
  }

  static String answer(Answer answer) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode inner = json.putObject("answer");
    inner.put("exitCode", answer.exitCode()).put("text", answer.text());
    inner.set("document", answer.document());
    return json.toString();
  }

  static JsonNode parse(String line) throws JsonProcessingException {
    return JSON.readTree(line);
  }

  static Answer parseAnswer(JsonNode answer) {
    return new Answer(
        answer.path("exitCode").asInt(), answer.path("document"), answer.path("text").asText());
  }
}
