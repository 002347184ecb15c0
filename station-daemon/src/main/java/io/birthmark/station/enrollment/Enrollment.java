package io.birthmark.station.enrollment;

/**
 * One device as an enrollment service is told of it; every cloud's client says it its own way.
 * Closing it wipes what is secret in it.
 */
public record Enrollment(String registrationId, String serial, DeviceAttestation attestation)
    implements AutoCloseable {
  @Override
  public void close() {
    attestation.close();
  }
}
