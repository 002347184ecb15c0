package io.birthmark.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the service knows, asked as its owner would. */
final class Enrolled {
  private final JsonNode list;

  Enrolled(Path dps) {
    list =
        new DpsOwner(dps)
            .call("POST", "/enrollments/query", "{\"query\":\"SELECT * FROM enrollments\"}");
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
