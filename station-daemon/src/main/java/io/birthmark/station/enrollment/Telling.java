package io.birthmark.station.enrollment;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.journal.QueuedEnrollment;

/**
 * Makes of an intent what the service is told. A derived key is made here, at the moment of the
 * call, and is wiped when the enrollment is closed after it.
 */
record Telling(DerivedKeys keys) {

  /** Whether this version knows how to tell the service of it. */
  static boolean canTell(QueuedEnrollment intent) {
    return DeviceAttestation.of(intent.proof()).isPresent() || intent.group().isPresent();
  }

  /**
   * What the service is told; the caller closes it.
   *
   * @throws ElementException when the station's HSM does not give the key
   */
  Enrollment enrollment(QueuedEnrollment intent) {
    return new Enrollment(intent.registrationId(), intent.serial(), attestation(intent));
  }

  private DeviceAttestation attestation(QueuedEnrollment intent) {
    return DeviceAttestation.of(intent.proof())
        .orElseGet(() -> derived(intent.group().orElseThrow(), intent.registrationId()));
  }

  private DeviceAttestation derived(String group, String registrationId) {
    SecretBytes primary = keys.derive(group, registrationId);
    try {
      return new SymmetricKeyAttestation(primary, keys.spare(group, registrationId));
    } catch (ElementException e) {
      primary.close();
      throw e;
    }
  }
}
