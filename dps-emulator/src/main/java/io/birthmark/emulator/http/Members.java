package io.birthmark.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The members of a JSON object, read with their type checked; JSON null counts as absent. */
public final class Members {

  private final ObjectNode node;

  private Members(ObjectNode node) {
    this.node = node;
  }

  public static Members of(JsonNode node, String what) {
    if (node instanceof ObjectNode object) {
      return new Members(object);
    }
    throw Refusal.badRequest(what + " must be a JSON object.");
  }

  public JsonNode asJson() {
    return node;
  }

  public boolean has(String name) {
    return value(name).isPresent();
  }

  public Optional<JsonNode> value(String name) {
    JsonNode value = node.path(name);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  public Optional<String> text(String name) {
    return value(name).map(value -> textOf(value, name));
  }

  public String requiredText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  public Optional<Members> object(String name) {
    return value(name).map(value -> of(value, name));
  }

  public Members requiredObject(String name) {
    return object(name).orElseThrow(() -> missing(name));
  }

  public Optional<Boolean> flag(String name) {
    return value(name)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw Refusal.badRequest(name + " must be true or false.");
              }
              return value.booleanValue();
            });
  }

  public boolean requiredFlag(String name) {
    return flag(name).orElseThrow(() -> missing(name));
  }

  public List<JsonNode> elements(String name) {
    JsonNode array = value(name).orElseGet(Json::array);
    if (!array.isArray()) {
      throw Refusal.badRequest(name + " must be an array.");
    }
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return List.copyOf(elements);
  }

  public List<String> texts(String name) {
    return elements(name).stream().map(value -> textOf(value, name)).toList();
  }

  private static String textOf(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw Refusal.badRequest(name + " must be a string.");
    }
    return value.textValue();
  }

  private static Refusal missing(String name) {
    return Refusal.badRequest(name + " is missing.");
  }
}
