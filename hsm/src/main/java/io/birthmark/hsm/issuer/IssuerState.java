package io.birthmark.hsm.issuer;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.pkcs11.module.TokenFacts;
import java.util.List;
import java.util.Optional;

/** How the line's CA stands; for {@code ca show} and {@code doctor}. */
public sealed interface IssuerState {

  /** The HSM cannot be used, and why. */
  record Away(Problem problem) implements IssuerState {}

  /**
   * The HSM is there.
   *
   * @param token which one
   * @param key the CA's private key; empty when there is none
   * @param ca its certificate and those above it; empty when it has none that fits
   * @param problems why it issues nothing now; empty when it does
   * @param warnings what goes on working, and should be known
   */
  record Present(
      TokenFacts token,
      Optional<Key> key,
      Optional<Certificates> ca,
      List<Problem> problems,
      List<Problem> warnings)
      implements IssuerState {
    public Present {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The CA's key.
   *
   * @param kind for people, as {@code P-256} or {@code RSA-3072}
   * @param lacking what the key should be and is not, in words; empty when it never left the HSM
   */
  record Key(String label, String kind, List<String> lacking) {
    public Key {
      lacking = List.copyOf(lacking);
    }
  }

  /**
   * The CA's certificates.
   *
   * @param chain the issuing one, then those above it, as devices get them
   * @param facts of each of {@code chain}, in its order
   * @param selfSigned whether the CA vouches for itself
   */
  record Certificates(CertificateChain chain, List<CertificateFacts> facts, boolean selfSigned) {
    public Certificates {
      facts = List.copyOf(facts);
    }
  }
}
