package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Enrollments in the service's JSON. */
final class DpsJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ENABLED = "enabled";

  private DpsJson() {}

  static String bulk(String mode, List<Enrollment> batch) {
    ObjectNode request = MAPPER.createObjectNode().put("mode", mode);
    ArrayNode enrollments = request.putArray("enrollments");
    for (Enrollment enrollment : batch) {
      ObjectNode one = enrollments.addObject().put("registrationId", enrollment.registrationId());
      ObjectNode attestation = one.putObject("attestation");
      if (enrollment.attestation() instanceof TpmAttestation tpm) {
        attestation.put("type", "tpm");
        attestation.putObject("tpm").put("endorsementKey", tpm.ekPublic().base64());
      }
      one.put("provisioningStatus", ENABLED);
    }
    return request.toString();
  }

  /** What is not JSON is {@link MissingNode}, in which nothing is found. */
  static JsonNode parse(Bytes body) {
    try {
      return MAPPER.readTree(body.toArray());
    } catch (IOException e) {
      // A proxy's page, a cut answer: its status is all it tells.
      return MissingNode.getInstance();
    }
  }

  /** Field by field over what {@link #bulk} sets. */
  static List<Difference> differences(Enrollment ours, JsonNode theirs) {
    List<Difference> differences = new ArrayList<>();
    String registrationId = theirs.path("registrationId").asText();
    if (!registrationId.equalsIgnoreCase(ours.registrationId())) {
      differences.add(
          new Difference("registrationId", ours.registrationId(), brief(registrationId)));
    }
    if (ours.attestation() instanceof TpmAttestation tpm) {
      JsonNode attestation = theirs.path("attestation");
      String type = attestation.path("type").asText();
      String key = attestation.path("tpm").path("endorsementKey").asText();
      if (!type.equals("tpm")) {
        differences.add(new Difference("attestation.type", "tpm", brief(type)));
      } else if (!isBase64Of(key, tpm.ekPublic())) {
        differences.add(
            new Difference("attestation.tpm.endorsementKey", named(tpm.ekPublic()), named(key)));
      }
    }
    String status = theirs.path("provisioningStatus").asText(ENABLED);
    if (!status.toLowerCase(Locale.ROOT).equals(ENABLED)) {
      differences.add(new Difference("provisioningStatus", ENABLED, brief(status)));
    }
    return List.copyOf(differences);
  }

  static boolean sameDevice(List<Difference> differences) {
    return differences.stream().allMatch(one -> one.field().equals("provisioningStatus"));
  }

  private static boolean isBase64Of(String text, Bytes bytes) {
    try {
      return Bytes.ofBase64(text).equals(bytes);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  // The journal, the page and the labels name an EK by the beginning of its SHA-256.
  private static String named(Bytes ekPublic) {
    return "EK " + ekPublic.sha256().hex().substring(0, 16);
  }

  private static String named(String base64) {
    try {
      return named(Bytes.ofBase64(base64));
    } catch (IllegalArgumentException e) {
      return "no EK";
    }
  }

  private static String brief(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.isEmpty()
        ? "nothing"
        : clean.length() <= 64 ? clean : clean.substring(0, 64) + "…";
  }
}
