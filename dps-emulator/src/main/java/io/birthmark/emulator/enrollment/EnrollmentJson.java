package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.sas.Secret;

/** How the service writes an enrollment. */
public final class EnrollmentJson {

  private EnrollmentJson() {}

  /** For anyone who may read enrollments: without symmetric keys. */
  static ObjectNode shown(Enrollment enrollment) {
    return json(enrollment, false);
  }

  /** For the journal. */
  public static ObjectNode withKeys(Enrollment enrollment) {
    return json(enrollment, true);
  }

  private static ObjectNode json(Enrollment enrollment, boolean withKeys) {
    EnrollmentContent content = enrollment.content();
    ObjectNode json = Json.object();
    json.put("registrationId", content.registrationId());
    content.deviceId().ifPresent(id -> json.put("deviceId", id));
    json.set("registrationState", registrationState(enrollment));
    json.set("attestation", attestation(content.attestation(), withKeys));
    json.put("provisioningStatus", content.enabled() ? "enabled" : "disabled");
    content.allocationPolicy().ifPresent(policy -> json.put("allocationPolicy", policy.word()));
    if (!content.iotHubs().isEmpty()) {
      ArrayNode hubs = json.putArray("iotHubs");
      content.iotHubs().forEach(hubs::add);
    }
    content.iotHubHostName().ifPresent(hub -> json.put("iotHubHostName", hub));
    content.carried().forEach(json::set);
    json.put("etag", enrollment.etag().quoted());
    json.put("createdDateTimeUtc", Json.timestamp(enrollment.created()));
    json.put("lastUpdatedDateTimeUtc", Json.timestamp(enrollment.lastUpdated()));
    return json;
  }

  /** The answer of {@code attestationmechanism}, the one place that gives keys out. */
  static ObjectNode attestationWithKeys(Enrollment enrollment) {
    return attestation(enrollment.attestation(), true);
  }

  private static ObjectNode registrationState(Enrollment enrollment) {
    return enrollment
        .registration()
        .map(Registration::json)
        .orElseGet(
            () ->
                Json.object()
                    .put("registrationId", enrollment.registrationId())
                    .put("status", "unassigned"));
  }

  private static ObjectNode attestation(Attestation attestation, boolean withKeys) {
    ObjectNode json = Json.object();
    if (attestation instanceof Attestation.Tpm tpm) {
      json.put("type", "tpm");
      ObjectNode keys = json.putObject("tpm");
      keys.put("endorsementKey", tpm.endorsementKey().base64());
      tpm.storageRootKey().ifPresent(key -> keys.put("storageRootKey", key));
    } else if (attestation instanceof Attestation.SymmetricKey shared) {
      json.put("type", "symmetricKey");
      ObjectNode keys = json.putObject("symmetricKey");
      if (withKeys) {
        shared.primary().map(Secret::base64).ifPresent(key -> keys.put("primaryKey", key));
        shared.secondary().map(Secret::base64).ifPresent(key -> keys.put("secondaryKey", key));
      }
    }
    return json;
  }
}
