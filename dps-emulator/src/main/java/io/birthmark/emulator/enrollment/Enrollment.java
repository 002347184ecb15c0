package io.birthmark.emulator.enrollment;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One device's entry.
 *
 * @param registration what became of the device, once it has asked
 */
public record Enrollment(
    EnrollmentContent content,
    ETag etag,
    Instant created,
    Instant lastUpdated,
    Optional<Registration> registration) {

  public String registrationId() {
    return content.registrationId();
  }

  public Attestation attestation() {
    return content.attestation();
  }

  public Enrollment with(Registration latest) {
    return new Enrollment(content, etag, created, lastUpdated, Optional.of(latest));
  }

  Enrollment withoutRegistration() {
    return new Enrollment(content, etag, created, lastUpdated, Optional.empty());
  }

  /** Ids are compared without case. */
  public static String key(String registrationId) {
    return registrationId.toLowerCase(Locale.ROOT);
  }
}
