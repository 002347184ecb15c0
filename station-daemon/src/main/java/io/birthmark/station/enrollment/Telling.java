package io.birthmark.station.enrollment;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.QueuedEnrollment;
import java.util.Optional;

/**
 * Makes of an intent what the service is told. A derived key is made here, at the moment of the
 * call, and is wiped when the enrollment is closed after it.
 */
public record Telling(DerivedKeys keys) {

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
    return enrollment(intent.registrationId(), intent.serial(), intent.proof(), intent.group());
  }

  /**
   * What the service is told of a device that passed; the caller closes it.
   *
   * @throws ElementException when the station's HSM does not give the key
   */
  public Enrollment enrollment(
      String registrationId, String serial, Proof proof, Optional<String> group) {
    return new Enrollment(
        registrationId,
        serial,
        DeviceAttestation.of(proof).orElseGet(() -> derived(group.orElseThrow(), registrationId)));
  }

  /**
   * The same for comparing with a list, in which there are no keys: none are derived for it, and it
   * must not be sent.
   */
  public static Enrollment listed(String registrationId, String serial, Proof proof) {
    return new Enrollment(
        registrationId,
        serial,
        DeviceAttestation.of(proof)
            .orElseGet(
                () ->
                    new SymmetricKeyAttestation(
                        SecretBytes.taking(new byte[0]), SecretBytes.taking(new byte[0]))));
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
