package io.birthmark.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.enrollment.Change;
import io.birthmark.emulator.enrollment.ETag;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.EnrollmentJson;
import io.birthmark.emulator.enrollment.EnrollmentRules;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.enrollment.Registration.Assignment;
import io.birthmark.emulator.enrollment.Registration.Status;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.sas.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line of the journal: {@code {"written": …}} or {@code {"deleted": id}}.
 *
 * <p>An enrollment is stored in the service's own form with its keys, so that a person can read the
 * file; beside it stand the registration and what the service never shows.
 */
final class StoredEnrollment {

  private StoredEnrollment() {}

  static ObjectNode json(Change change) {
    ObjectNode json = Json.object();
    if (change instanceof Change.Written written) {
      Enrollment enrollment = written.enrollment();
      ObjectNode content = EnrollmentJson.withKeys(enrollment);
      content.remove("registrationState");
      json.set("written", content);
      enrollment
          .registration()
          .ifPresent(registration -> json.set("registration", json(registration)));
    } else {
      json.put("deleted", change.registrationId());
    }
    return json;
  }

  static Change change(JsonNode json) {
    Members line = Members.of(json, "The line");
    Optional<String> deleted = line.text("deleted");
    if (deleted.isPresent()) {
      return new Change.Deleted(deleted.get());
    }
    Members written = line.requiredObject("written");
    Enrollment enrollment =
        new Enrollment(
            EnrollmentRules.stored().read(written.asJson()),
            ETag.ofQuoted(written.requiredText("etag")),
            instant(written, "createdDateTimeUtc"),
            instant(written, "lastUpdatedDateTimeUtc"),
            line.object("registration").map(StoredEnrollment::registration));
    return new Change.Written(enrollment);
  }

  private static ObjectNode json(Registration registration) {
    ObjectNode json = Json.object();
    json.put("registrationId", registration.registrationId());
    json.put("status", registration.status().word());
    json.put("created", Json.timestamp(registration.created()));
    json.put("lastUpdated", Json.timestamp(registration.lastUpdated()));
    json.put("etag", registration.etag().quoted());
    registration
        .assignment()
        .ifPresent(
            assignment -> {
              ObjectNode given = json.putObject("assignment");
              given.put("hub", assignment.hub());
              given.put("deviceId", assignment.deviceId());
              given.put("substatus", assignment.substatus());
              assignment.hubKey().ifPresent(key -> given.put("hubKey", key.base64()));
            });
    return json;
  }

  private static Registration registration(Members json) {
    return new Registration(
        json.requiredText("registrationId"),
        status(json.requiredText("status")),
        json.object("assignment").map(StoredEnrollment::assignment),
        instant(json, "created"),
        instant(json, "lastUpdated"),
        ETag.ofQuoted(json.requiredText("etag")));
  }

  private static Assignment assignment(Members json) {
    return new Assignment(
        json.requiredText("hub"),
        json.requiredText("deviceId"),
        json.requiredText("substatus"),
        json.text("hubKey").map(Secret::ofBase64));
  }

  private static Status status(String word) {
    return Arrays.stream(Status.values())
        .filter(status -> status.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown status " + word));
  }

  private static Instant instant(Members json, String name) {
    return Instant.parse(json.requiredText(name));
  }
}
