package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.module.Access;
import io.birthmark.hsm.pkcs11.module.Owner;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a slot's tokens are treated.
 *
 * @param token which token is the slot's
 * @param never tokens that are no devices: the station's own HSM
 * @param pin which PIN it has
 * @param initialisation what a token becomes that is not initialised; empty: it is set aside
 * @param limit how long one call may take
 * @param patience how long to wait for the other slots when the module has to be started anew
 */
public record Pkcs11Settings(
    TokenChoice token,
    List<TokenChoice> never,
    PinPolicy pin,
    Optional<Initialisation> initialisation,
    Duration limit,
    Duration patience) {
  public Pkcs11Settings {
    never = List.copyOf(never);
  }

  /**
   * How a token is initialised.
   *
   * @param label its label from then on, at most 32 bytes of UTF-8
   * @param securityOfficerPin read when it is needed; what it gives is wiped after
   */
  public record Initialisation(String label, Supplier<SecretBytes> securityOfficerPin) {}

  Access access() {
    return new Access(Owner.DEVICE, token, initialisation.isPresent(), never, limit, patience);
  }
}
