package io.birthmark.station.ledger;

import io.birthmark.hsm.Bytes;
import java.util.Optional;

/**
 * All that one device wants for itself alone.
 *
 * @param registrationId compared without regard to case, as the enrollment service does
 * @param ek SHA-256 of the TPM's EK public area (TPM2B_PUBLIC)
 * @param key SHA-256 of the attestation key's public part, where the device has such a key
 */
public record Claim(String serial, String registrationId, Optional<Bytes> ek, Optional<Bytes> key) {

  public Claim {
    if (ek.isEmpty() && key.isEmpty()) {
      throw new IllegalArgumentException(
          "with neither EK nor key nothing tells this device from the next");
    }
  }

  /** A TPM attested by its EK. */
  public static Claim ofTpm(String serial, String registrationId, Bytes ekSha256) {
    return new Claim(serial, registrationId, Optional.of(ekSha256), Optional.empty());
  }

  /** Whether it is the same hardware with the same names. With an EK, its keys may be renewed. */
  public boolean sameDevice(Claim other) {
    return serial.equals(other.serial)
        && registrationId.equalsIgnoreCase(other.registrationId)
        && ek.equals(other.ek)
        && (ek.isPresent() || key.equals(other.key));
  }
}
