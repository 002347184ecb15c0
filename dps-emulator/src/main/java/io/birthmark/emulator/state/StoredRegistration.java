package io.birthmark.emulator.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.enrollment.Registration.Assignment;
import io.birthmark.emulator.enrollment.Registration.Failure;
import io.birthmark.emulator.enrollment.Registration.Status;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.ETag;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/** A registration in the journal: with the hub key, which the service shows to the device only. */
final class StoredRegistration {

  private StoredRegistration() {}

  static ObjectNode json(Registration registration) {
    ObjectNode json = Json.object();
    json.put("registrationId", registration.registrationId());
    registration.enrollmentGroupId().ifPresent(group -> json.put("enrollmentGroupId", group));
    json.put("status", registration.status().word());
    json.put("created", Json.timestamp(registration.created()));
    json.put("lastUpdated", Json.timestamp(registration.lastUpdated()));
    json.put("etag", registration.etag().quoted());
    registration.assignment().ifPresent(given -> json.set("assignment", json(given)));
    registration
        .failure()
        .ifPresent(
            failure ->
                json.putObject("failure")
                    .put("errorCode", Integer.toString(failure.errorCode()))
                    .put("message", failure.message()));
    return json;
  }

  private static ObjectNode json(Assignment assignment) {
    ObjectNode json = Json.object();
    json.put("hub", assignment.hub());
    json.put("deviceId", assignment.deviceId());
    json.put("substatus", assignment.substatus());
    assignment.hubKey().ifPresent(key -> json.put("hubKey", key.base64()));
    ArrayNode former = json.putArray("formerHubs");
    assignment.formerHubs().stream().sorted().forEach(former::add);
    assignment.payload().ifPresent(payload -> json.set("payload", payload));
    return json;
  }

  static Registration registration(Members json) {
    return new Registration(
        json.requiredText("registrationId"),
        json.text("enrollmentGroupId"),
        status(json.requiredText("status")),
        json.object("assignment").map(StoredRegistration::assignment),
        json.object("failure").map(StoredRegistration::failure),
        Instant.parse(json.requiredText("created")),
        Instant.parse(json.requiredText("lastUpdated")),
        ETag.ofQuoted(json.requiredText("etag")));
  }

  private static Assignment assignment(Members json) {
    return new Assignment(
        json.requiredText("hub"),
        json.requiredText("deviceId"),
        json.requiredText("substatus"),
        json.text("hubKey").map(Secret::ofBase64),
        Set.copyOf(json.texts("formerHubs")),
        json.value("payload"));
  }

  private static Failure failure(Members json) {
    return new Failure(
        Integer.parseInt(json.requiredText("errorCode")), json.requiredText("message"));
  }

  private static Status status(String word) {
    return Arrays.stream(Status.values())
        .filter(status -> status.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown status " + word));
  }
}
