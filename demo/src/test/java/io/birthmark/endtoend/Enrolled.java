package io.birthmark.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What the service knows, asked as its owner would: by curl, with a token made by openssl. */
final class Enrolled {
  private static final String ASK =
      """
      port=$(cat "$DPS/port")
      name=$(sed -E 's/.*SharedAccessKeyName=([^;]*).*/\\1/' "$DPS/connection-string")
      key=$(sed -E 's/.*SharedAccessKey=//' "$DPS/connection-string" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
      end=$(($(date +%s) + 600))
      sig=$(printf 'localhost\\n%s' "$end" \\
        | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 -w0 \\
        | sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g')
      curl -sS --fail-with-body --cacert "$DPS/ca.pem" \\
        -H "Authorization: SharedAccessSignature sr=localhost&sig=$sig&se=$end&skn=$name" \\
        -H 'Content-Type: application/json' -d '{"query":"SELECT * FROM enrollments"}' \\
        "https://localhost:$port/enrollments/query?api-version=2021-10-01"
      """;

  private final JsonNode list;

  Enrolled(Path dps) {
    try {
      list = new ObjectMapper().readTree(Tools.run(Map.of("DPS", dps.toString()), ASK));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  List<String> registrationIds() {
    return StreamSupport.stream(list.spliterator(), false)
        .map(enrollment -> enrollment.path("registrationId").asText())
        .sorted()
        .toList();
  }

  String endorsementKeyOf(String registrationId) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(enrollment -> enrollment.path("registrationId").asText().equals(registrationId))
        .map(enrollment -> enrollment.at("/attestation/tpm/endorsementKey").asText())
        .findFirst()
        .orElse("not enrolled");
  }
}
