package io.birthmark.station.enrollment;

/** One device as an enrollment service is told of it; every cloud's client says it its own way. */
public record Enrollment(String registrationId, String serial, DeviceAttestation attestation) {}
