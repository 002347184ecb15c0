package io.birthmark.station.ledger;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import java.util.Optional;

/**
 * All that one device wants for itself alone.
 *
 * @param registrationId compared without regard to case, as the enrollment service does
 * @param hardware which element it is; empty for a blank token, which has no serial number yet, and
 *     gets one before anything that bears the identity is put into it
 * @param key SHA-256 of the SubjectPublicKeyInfo (DER) of the key that was certified in the device
 */
public record Claim(
    String serial, String registrationId, Optional<Hardware> hardware, Optional<Bytes> key) {

  public Claim {
    if (key.isPresent() && hardware.isEmpty()) {
      throw new IllegalArgumentException("a key is claimed with the hardware it was made in");
    }
  }

  /** A device whose hardware is known, before it has a key of its own or without one. */
  public static Claim of(String serial, String registrationId, Hardware hardware) {
    return new Claim(serial, registrationId, Optional.of(hardware), Optional.empty());
  }

  /** A TPM attested by its EK. */
  public static Claim ofTpm(String serial, String registrationId, Bytes ekSha256) {
    return of(serial, registrationId, new Hardware(Hardware.Kind.TPM, ekSha256));
  }

  /** A blank token. */
  public static Claim ofBlank(String serial, String registrationId) {
    return new Claim(serial, registrationId, Optional.empty(), Optional.empty());
  }

  /** Whether the hardware is a PKCS#11 token, and not a TPM. */
  public boolean isToken() {
    return hardware.filter(one -> one.kind() == Hardware.Kind.TOKEN).isPresent();
  }

  /** The same names, and now it is known what bears them. */
  public Claim in(Hardware known, Optional<Bytes> certifiedKey) {
    return new Claim(serial, registrationId, Optional.of(known), certifiedKey);
  }

  /**
   * Whether this goes on with what {@code held} began: the same names, and the same hardware, as
   * far as it was known then. Its key may be renewed.
   *
   * <p>What began with a blank token may be gone on with by any hardware that nobody holds: it
   * cannot be told whether it is the same token, and it does not matter, because until the hardware
   * is known nothing that bears the identity is in any token.
   */
  public boolean continues(Claim held) {
    return sameNames(held) && (held.hardware.isEmpty() || held.hardware.equals(hardware));
  }

  private boolean sameNames(Claim other) {
    return serial.equals(other.serial) && registrationId.equalsIgnoreCase(other.registrationId);
  }
}
