package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.sas.Secret;
import java.util.Optional;

/** How the service writes an enrollment. */
public final class EnrollmentJson {

  private EnrollmentJson() {}

  /** For anyone who may read enrollments: without symmetric keys and without registration state. */
  public static ObjectNode shown(Enrollment enrollment) {
    return json(enrollment, false);
  }

  /**
   * An individual enrollment's answer also tells what became of the device.
   *
   * @param registration of the device with this id
   */
  static ObjectNode shown(Enrollment enrollment, Optional<Registration> registration) {
    ObjectNode json = shown(enrollment);
    if (enrollment.kind() == Kind.INDIVIDUAL) {
      json.set(
          "registrationState",
          registration
              .map(Registration::json)
              .orElseGet(
                  () ->
                      Json.object()
                          .put("registrationId", enrollment.id())
                          .put("status", "unassigned")));
    }
    return json;
  }

  /** For the journal. */
  public static ObjectNode withKeys(Enrollment enrollment) {
    return json(enrollment, true);
  }

  /** The answer of {@code attestationmechanism}, the one place that gives keys out. */
  static ObjectNode attestationWithKeys(Enrollment enrollment) {
    return attestation(enrollment.attestation(), true);
  }

  private static ObjectNode json(Enrollment enrollment, boolean withKeys) {
    EnrollmentContent content = enrollment.content();
    ObjectNode json = Json.object();
    json.put(content.kind().idMember(), content.id());
    content.deviceId().ifPresent(id -> json.put("deviceId", id));
    json.set("attestation", attestation(content.attestation(), withKeys));
    json.put("provisioningStatus", content.enabled() ? "enabled" : "disabled");
    content.allocation().writeTo(json);
    content.carried().forEach(json::set);
    json.put("etag", enrollment.etag().quoted());
    json.put("createdDateTimeUtc", Json.timestamp(enrollment.created()));
    json.put("lastUpdatedDateTimeUtc", Json.timestamp(enrollment.lastUpdated()));
    return json;
  }

  private static ObjectNode attestation(Attestation attestation, boolean withKeys) {
    if (attestation instanceof Attestation.Tpm tpm) {
      ObjectNode keys = Json.object().put("endorsementKey", tpm.endorsementKey().base64());
      tpm.storageRootKey().ifPresent(key -> keys.put("storageRootKey", key));
      return typed("tpm", keys);
    }
    if (attestation instanceof Attestation.SymmetricKey shared) {
      ObjectNode keys = Json.object();
      if (withKeys) {
        shared.primary().map(Secret::base64).ifPresent(key -> keys.put("primaryKey", key));
        shared.secondary().map(Secret::base64).ifPresent(key -> keys.put("secondaryKey", key));
      }
      return typed("symmetricKey", keys);
    }
    return typed("x509", x509(attestation));
  }

  private static ObjectNode x509(Attestation attestation) {
    ObjectNode json = Json.object();
    if (attestation instanceof Attestation.ClientCertificates client) {
      json.set("clientCertificates", client.certificates().json());
    } else if (attestation instanceof Attestation.SigningCertificates signing) {
      json.set("signingCertificates", signing.certificates().json());
    } else if (attestation instanceof Attestation.CaReferences references) {
      ObjectNode names = json.putObject("caReferences");
      references.primary().ifPresent(name -> names.put("primary", name));
      references.secondary().ifPresent(name -> names.put("secondary", name));
    }
    return json;
  }

  private static ObjectNode typed(String type, ObjectNode body) {
    ObjectNode json = Json.object().put("type", type);
    json.set(type, body);
    return json;
  }
}
