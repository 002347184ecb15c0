package io.birthmark.hsm.pkcs11.module;

import java.time.Duration;
import java.util.List;

/**
 * How a token is reached.
 *
 * @param owner whose token it is
 * @param choice which one
 * @param takeBlank whether a token that is not initialised will do, when no other is meant
 * @param never tokens that must not be taken, such as the station's own HSM behind the same module
 * @param limit how long one call may take; making an RSA key takes a slow token a minute
 * @param patience how long to wait for others to leave the module, when it has to be initialised
 *     anew to see the token
 */
public record Access(
    Owner owner,
    TokenChoice choice,
    boolean takeBlank,
    List<TokenChoice> never,
    Duration limit,
    Duration patience) {
  public Access {
    never = List.copyOf(never);
  }

  /** The station's own HSM. */
  public static Access ofStation(TokenChoice choice, Duration limit, Duration patience) {
    return new Access(Owner.STATION, choice, false, List.of(), limit, patience);
  }

  boolean forbids(TokenFacts token) {
    return never.stream().anyMatch(one -> one.fits(token));
  }
}
