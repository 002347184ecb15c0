package io.birthmark.station.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.Bytes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Where the chain of a station's journal stood at a moment.
 *
 * @param events how many there were, which is the number of the last
 * @param hash of the last
 */
public record Head(String station, Instant at, long events, Bytes hash) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HASH_BYTES = 32;

  /** The text that is signed. */
  String statement() {
    return JSON.createObjectNode()
        .put("v", 1)
        .put("station", station)
        .put("at", at.toString())
        .put("events", events)
        .put("hash", hash.hex())
        .toString();
  }

  /** What a statement says; empty when it is none of this version. */
  static Optional<Head> read(String statement) {
    try {
      JsonNode json = JSON.readTree(statement);
      Bytes hash = Bytes.ofHex(json.path("hash").asText());
      boolean whole =
          json.path("v").asInt() == 1
              && json.path("station").isTextual()
              && json.path("events").canConvertToLong()
              && json.path("events").asLong() >= 1
              && hash.size() == HASH_BYTES;
      return whole
          ? Optional.of(
              new Head(
                  json.path("station").asText(),
                  Instant.parse(json.path("at").asText()),
                  json.path("events").asLong(),
                  hash))
          : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
