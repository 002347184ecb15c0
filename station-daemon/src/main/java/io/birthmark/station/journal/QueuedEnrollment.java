package io.birthmark.station.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * An intent with all that the service needs to carry it out.
 *
 * @param group the group whose key its own is derived from
 * @param attempts how often the service may have seen it
 */
public record QueuedEnrollment(
    EnrollmentId id,
    DeviceId device,
    Operation operation,
    String serial,
    String registrationId,
    Proof proof,
    Optional<String> group,
    int attempts,
    Instant queuedAt) {

  QueuedEnrollment attempted() {
    return new QueuedEnrollment(
        id, device, operation, serial, registrationId, proof, group, attempts + 1, queuedAt);
  }
}
