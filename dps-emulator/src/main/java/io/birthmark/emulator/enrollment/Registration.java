package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.ETag;
import io.birthmark.emulator.store.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a device that asked for a hub.
 *
 * @param enrollmentGroupId of the group by which the device was recognised; empty for its own
 *     enrollment
 * @param status of the latest request
 * @param assignment the hub the device has; it stays while a later request is still being worked
 *     on, or fails
 * @param failure of the latest request
 */
public record Registration(
    String registrationId,
    Optional<String> enrollmentGroupId,
    Status status,
    Optional<Assignment> assignment,
    Optional<Failure> failure,
    Instant created,
    Instant lastUpdated,
    ETag etag) {

  public static final Table<Registration> TABLE =
      Table.of("registrations", Registration.class, Registration::registrationId);

  /** How far a request has come. */
  public enum Status {
    ASSIGNING("assigning"),
    ASSIGNED("assigned"),
    FAILED("failed"),
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
   * @param formerHubs where the device was before
   * @param payload what a webhook sends to the device
   */
  public record Assignment(
      String hub,
      String deviceId,
      String substatus,
      Optional<Secret> hubKey,
      Set<String> formerHubs,
      Optional<JsonNode> payload) {

    public Assignment {
      formerHubs = Set.copyOf(formerHubs);
    }
  }

  /** Why no hub could be chosen. */
  public record Failure(int errorCode, String message) {}

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
            given.payload().ifPresent(payload -> json.set("payload", payload));
          });
    }
    json.put("status", status.word());
    failure.ifPresent(
        why -> json.put("errorCode", why.errorCode()).put("errorMessage", why.message()));
    json.put("lastUpdatedDateTimeUtc", Json.timestamp(lastUpdated));
    json.put("etag", etag.quotedBase64());
    return json;
  }
}
