package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import java.util.Optional;

/**
 * Where the PINs go that the station sets, one for each device: to whoever builds the device's
 * firmware image. The station shows none and keeps none.
 */
public interface DevicePins {

  /**
   * Hands a PIN over, before it is set; a second time for the same token, it takes the place of the
   * first. It must be safely kept when this returns.
   *
   * @param tokenSerial the token's serial number
   * @throws ElementException when it could not be handed over; the PIN is then not set
   */
  void keep(String tokenSerial, SecretBytes pin);

  /** The PIN of a token that was initialised before; empty when it is not known here. */
  Optional<SecretBytes> of(String tokenSerial);

  /** What to do about a token whose PIN is not known, for the person in front of it. */
  String wayToKnown();
}
