package io.birthmark.station;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.config.Credentials;
import io.birthmark.station.config.Secret;
import java.util.Optional;
import java.util.function.Supplier;

/** PINs for HSM and tokens: read anew at each use, so that one may be changed in between. */
final class Pins {
  private Pins() {}

  /** What gives the PIN, or says why there is none by an {@link ElementException}. */
  static Supplier<SecretBytes> from(Supplier<Credentials.Reading> credential) {
    return () -> {
      Credentials.Reading reading = credential.get();
      if (reading instanceof Credentials.Reading.Unusable unusable) {
        throw ElementException.lasting(problem(unusable));
      }
      try (Secret secret = ((Credentials.Reading.Found) reading).secret()) {
        return secret.lend(bytes -> SecretBytes.taking(bytes.clone()));
      }
    };
  }

  /** Why a credential cannot be used now; empty when it can. */
  static Optional<Problem> objection(Credentials.Reading reading) {
    if (reading instanceof Credentials.Reading.Found found) {
      found.secret().close();
      return Optional.empty();
    }
    return Optional.of(problem((Credentials.Reading.Unusable) reading));
  }

  private static Problem problem(Credentials.Reading.Unusable unusable) {
    return Problem.ofStation(
        "credential.unusable",
        unusable.sentence(),
        "Put it right and start again; no restart is needed, it is read anew at each use.");
  }
}
