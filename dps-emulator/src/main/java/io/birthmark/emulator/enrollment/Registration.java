package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.sas.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a device that asked for a hub.
 *
 * @param status of the latest request
 * @param assignment the hub the device has; it stays while a later request is still being worked on
 */
public record Registration(
    String registrationId,
    Status status,
    Optional<Assignment> assignment,
    Instant created,
    Instant lastUpdated,
    ETag etag) {

  /** How far a request has come. */
  public enum Status {
    ASSIGNING("assigning"),
    ASSIGNED("assigned"),
    DISABLED("disabled");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * A hub and a name there.
   *
   * @param hubKey a TPM device's key at its hub, which it was given in its TPM; others use the key
   *     they have
   */
  public record Assignment(
      String hub, String deviceId, String substatus, Optional<Secret> hubKey) {}

  /** As the service shows it; the hub key is never part of it. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("registrationId", registrationId);
    json.put("createdDateTimeUtc", Json.timestamp(created));
    if (status == Status.ASSIGNED) {
      assignment.ifPresent(
          given -> {
            json.put("assignedHub", given.hub());
            json.put("deviceId", given.deviceId());
            json.put("substatus", given.substatus());
          });
    }
    json.put("status", status.word());
    json.put("lastUpdatedDateTimeUtc", Json.timestamp(lastUpdated));
    json.put("etag", etag.quotedBase64());
    return json;
  }
}
