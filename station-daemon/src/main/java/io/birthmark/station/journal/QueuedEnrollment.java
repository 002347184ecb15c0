package io.birthmark.station.journal;

import java.time.Instant;

/**
 * An intent with all that the service needs to carry it out.
 *
 * @param attempts how often the service may have seen it
 */
public record QueuedEnrollment(
    EnrollmentId id,
    DeviceId device,
    Operation operation,
    String serial,
    String registrationId,
    Proof proof,
    int attempts,
    Instant queuedAt) {

  QueuedEnrollment attempted() {
    return new QueuedEnrollment(
        id, device, operation, serial, registrationId, proof, attempts + 1, queuedAt);
  }
}
