package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A verb's arguments by their names. */
public record Arguments(JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Arguments none() {
    return new Arguments(JSON.createObjectNode());
  }

  /** The same arguments and one more. */
  public Arguments with(String name, String value) {
    ObjectNode more = json.deepCopy();
    return new Arguments(more.put(name, value));
  }

  public Arguments with(String name, Optional<String> value) {
    return value.map(v -> with(name, v)).orElse(this);
  }

  public Optional<String> text(String name) {
    JsonNode value = json.path(name);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  public String required(String name) throws WrongUse {
    return text(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new WrongUse("\"" + name + "\" is missing"));
  }

  /** A whole number from {@code least} to {@code most}. */
  public Optional<Long> number(String name, long least, long most) throws WrongUse {
    Optional<String> given = text(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(given.get());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      throw new WrongUse("\"" + name + "\" is not a whole number: " + given.get());
    }
    throw new WrongUse("\"" + name + "\" must be from " + least + " to " + most);
  }

  public boolean flag(String name) {
    return text(name).filter("true"::equals).isPresent();
  }

  /** Names only: a value may be a secret. */
  @Override
  public String toString() {
    StringBuilder names = new StringBuilder("Arguments");
    json.fieldNames().forEachRemaining(name -> names.append(' ').append(name));
    return names.toString();
  }
}
