package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * The part of an enrollment its owner writes.
 *
 * @param deviceId of an individual enrollment; a group's devices are called by their registration
 *     ids
 * @param carried members that are kept and given back but mean nothing here, such as {@code
 *     initialTwin}
 */
public record EnrollmentContent(
    Kind kind,
    String id,
    Attestation attestation,
    Optional<String> deviceId,
    boolean enabled,
    Allocation allocation,
    Map<String, JsonNode> carried) {

  public EnrollmentContent {
    carried = Map.copyOf(carried);
  }

  EnrollmentContent withAttestation(Attestation replacement) {
    return new EnrollmentContent(kind, id, replacement, deviceId, enabled, allocation, carried);
  }

  EnrollmentContent withId(String replacement) {
    return new EnrollmentContent(
        kind, replacement, attestation, deviceId, enabled, allocation, carried);
  }
}
