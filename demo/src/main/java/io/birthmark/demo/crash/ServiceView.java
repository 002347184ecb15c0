package io.birthmark.demo.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The individual enrollments that the emulated service has put on its disk.
 *
 * @param enrollments registration ID, in lower case, to the evidence, base64
 */
record ServiceView(Map<String, String> enrollments) {

  static final ServiceView EMPTY = new ServiceView(Map.of());

  ServiceView {
    enrollments = Map.copyOf(enrollments);
  }

  /** Reads the file of changes from its beginning. */
  static ServiceView read(Path directory) throws IOException {
    String text = Files.readString(directory.resolve("enrollments.jsonl"));
    Map<String, String> there = new TreeMap<>();
    ObjectMapper mapper = new ObjectMapper();
    // A line that is being written now has no end yet.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      JsonNode change = line.isEmpty() ? mapper.nullNode() : mapper.readTree(line);
      if (!change.path("table").asText().equals("enrollments")) {
        continue;
      }
      if (change.has("deleted")) {
        there.remove(key(change.path("deleted").asText()));
      } else {
        JsonNode written = change.path("written");
        there.put(key(written.path("registrationId").asText()), evidence(written));
      }
    }
    return new ServiceView(there);
  }

  private static String evidence(JsonNode enrollment) {
    JsonNode attestation = enrollment.path("attestation");
    return switch (attestation.path("type").asText()) {
      case "tpm" -> attestation.at("/tpm/endorsementKey").asText();
      case "x509" -> attestation.at("/x509/clientCertificates/primary/certificate").asText();
      default -> attestation.path("type").asText();
    };
  }

  static String key(String registrationId) {
    return registrationId.toLowerCase(Locale.ROOT);
  }
}
