package io.birthmark.station.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The few JSON texts that stand in columns. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String names(List<String> names) {
    ArrayNode array = MAPPER.createArrayNode();
    names.forEach(array::add);
    return array.toString();
  }

  static List<String> names(String stored) {
    List<String> names = new ArrayList<>();
    parse(stored).forEach(name -> names.add(name.asText()));
    return List.copyOf(names);
  }

  // [["ek.persist","done",12],…]: a third of the size of objects, a million times over.
  static String steps(List<StepResult> steps) {
    ArrayNode array = MAPPER.createArrayNode();
    for (StepResult step : steps) {
      array.addArray().add(step.step()).add(step.result()).add(step.millis());
    }
    return array.toString();
  }

  static List<StepResult> steps(String stored) {
    List<StepResult> steps = new ArrayList<>();
    for (JsonNode step : parse(stored)) {
      steps.add(
          new StepResult(step.path(0).asText(), step.path(1).asText(), step.path(2).asLong()));
    }
    return List.copyOf(steps);
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  private static JsonNode parse(String stored) {
    try {
      return MAPPER.readTree(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal holds JSON it did not write", e);
    }
  }
}
