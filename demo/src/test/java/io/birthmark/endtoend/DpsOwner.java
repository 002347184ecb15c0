package io.birthmark.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;

/** The service's owner at its API: by curl, with a token made by openssl. */
public final class DpsOwner {
  private static final String CALL =
      """
      port=$(cat "$DPS/port")
      name=$(sed -E 's/.*SharedAccessKeyName=([^;]*).*/\\1/' "$DPS/connection-string")
      key=$(sed -E 's/.*SharedAccessKey=//' "$DPS/connection-string" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
      end=$(($(date +%s) + 600))
      sig=$(printf 'localhost\\n%s' "$end" \\
        | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 -w0 \\
        | sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g')
      curl -sS --fail-with-body --cacert "$DPS/ca.pem" -X "$METHOD" \\
        -H "Authorization: SharedAccessSignature sr=localhost&sig=$sig&se=$end&skn=$name" \\
        -H 'Content-Type: application/json' -d "$BODY" \\
        "https://localhost:$port$RESOURCE?api-version=2021-10-01"
      """;

  private final Path dps;

  /** The owner whose connection string is in the emulator's folder {@code dps}. */
  public DpsOwner(Path dps) {
    this.dps = dps;
  }

  /**
   * One call; fails when the service refuses it.
   *
   * @return the answer; missing when it is empty
   */
  public JsonNode call(String method, String resource, String body) {
    try {
      return new ObjectMapper()
          .readTree(
              Tools.run(
                  Map.of(
                      "DPS", dps.toString(), "METHOD", method, "RESOURCE", resource, "BODY", body),
                  CALL));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
