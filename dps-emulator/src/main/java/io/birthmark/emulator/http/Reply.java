package io.birthmark.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What goes back to the client; the front adds what every answer carries. */
public record Reply(int status, Map<String, String> headers, Optional<JsonNode> body) {

  public static Reply ok(JsonNode body) {
    return of(200, body);
  }

  public static Reply of(int status, JsonNode body) {
    return new Reply(status, Map.of(), Optional.of(body));
  }

  public static Reply noContent() {
    return new Reply(204, Map.of(), Optional.empty());
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, Map.copyOf(more), body);
  }
}
