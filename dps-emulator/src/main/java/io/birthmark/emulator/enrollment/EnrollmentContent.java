package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of an enrollment its owner writes.
 *
 * @param iotHubHostName the old way to name a single hub
 * @param carried members that are kept and given back but mean nothing here, such as {@code
 *     initialTwin}
 */
public record EnrollmentContent(
    String registrationId,
    Attestation attestation,
    Optional<String> deviceId,
    boolean enabled,
    Optional<AllocationPolicy> allocationPolicy,
    List<String> iotHubs,
    Optional<String> iotHubHostName,
    Map<String, JsonNode> carried) {

  public EnrollmentContent {
    iotHubs = List.copyOf(iotHubs);
    carried = Map.copyOf(carried);
  }

  EnrollmentContent withAttestation(Attestation replacement) {
    return new EnrollmentContent(
        registrationId,
        replacement,
        deviceId,
        enabled,
        allocationPolicy,
        iotHubs,
        iotHubHostName,
        carried);
  }

  EnrollmentContent withRegistrationId(String replacement) {
    return new EnrollmentContent(
        replacement,
        attestation,
        deviceId,
        enabled,
        allocationPolicy,
        iotHubs,
        iotHubHostName,
        carried);
  }
}
