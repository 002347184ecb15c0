package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.EnrollmentRow;
import io.birthmark.station.journal.Proof;
import java.util.Locale;

/** A device as lists, exports and {@code show} give it. */
final class DeviceJson {
  private DeviceJson() {}

  static ObjectNode of(DeviceRow device, Coverage.Standing standing) {
    ObjectNode json = Answer.object();
    json.put("serial", device.serial());
    json.put("registrationId", device.registrationId());
    json.put("product", device.product());
    json.put("state", state(device.state()));
    json.put("enrollment", standing.word());
    device.order().ifPresent(order -> json.put("workOrder", order));
    device.group().ifPresent(member -> json.put("group", member.group()));
    standing.verifiedAt().ifPresent(at -> json.put("verifiedAt", at.toString()));
    device.proof().ifPresent(proof -> put(json, proof));
    device
        .hardware()
        .ifPresent(
            hardware ->
                json.put(
                    switch (hardware.kind()) {
                      case TPM -> "ekSha256";
                      case TOKEN -> "tokenSha256";
                    },
                    hardware.sha256().hex()));
    json.put("begunAt", device.begunAt().toString());
    device.provisionedAt().ifPresent(at -> json.put("provisionedAt", at.toString()));
    standing.problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  private static void put(ObjectNode json, Proof proof) {
    json.put("attestation", proof.attestation().word());
    switch (proof.attestation()) {
      case TPM -> json.put("endorsementKey", proof.evidence().base64());
      case X509 -> json.put("certificate", proof.evidence().base64());
      case SYMMETRIC_KEY -> {
        // There is nothing to show: the key is a secret, and derived anew when it is needed.
      }
    }
  }

  static String state(DeviceState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static ObjectNode of(EnrollmentRow enrollment) {
    ObjectNode json = Answer.object();
    json.put("id", enrollment.id().number());
    json.put("operation", enrollment.operation().name().toLowerCase(Locale.ROOT));
    json.put("state", enrollment.state().name().toLowerCase(Locale.ROOT));
    json.put("queuedAt", enrollment.queuedAt().toString());
    json.put("attempts", enrollment.attempts());
    enrollment.settledAt().ifPresent(at -> json.put("settledAt", at.toString()));
    enrollment.problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    enrollment.trace().code().ifPresent(code -> json.put("serviceCode", code));
    enrollment.trace().trackingId().ifPresent(id -> json.put("trackingId", id));
    return json;
  }
}
