package io.birthmark.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /** The same answer with another ETag wherever it shows one. */
  public Reply withETag(String etag) {
    Optional<JsonNode> shown =
        body.map(
            json -> {
              JsonNode copy = json.deepCopy();
              copy.findParents("etag").forEach(entry -> ((ObjectNode) entry).put("etag", etag));
              return copy;
            });
    return new Reply(status, headers, shown);
  }
}
