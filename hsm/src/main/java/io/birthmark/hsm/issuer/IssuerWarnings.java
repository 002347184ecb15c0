package io.birthmark.hsm.issuer;

import static io.birthmark.hsm.Problem.ofStation;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.pkcs11.module.TokenFacts;
import java.time.Instant;
import java.util.List;

/** What goes on working, and should be known: {@code doctor} is amber for it. */
final class IssuerWarnings {
  private static final String SOFT_HSM_MAKER = "SoftHSM project";

  private IssuerWarnings() {}

  static List<Problem> of(TokenFacts token) {
    return token.manufacturer().equals(SOFT_HSM_MAKER) ? List.of(softHsm()) : List.of();
  }

  static Problem softHsm() {
    return ofStation(
        "issuer.soft-hsm",
        "The station's HSM is SoftHSM: its keys are files on this disk.",
        "Good for trying out. For a line take an HSM from which keys cannot be copied.");
  }

  static Problem endsSoon(String subject, Instant to) {
    return ofStation(
        "issuer.ca-ends-soon",
        "The certificate of " + subject + " ends on " + IssuerProblems.day(to) + ".",
        "Have the plant root sign the request of `birthmark ca csr` again, and import the answer:"
            + " key and name stay, nothing changes for devices already made.");
  }

  static Problem selfSigned() {
    return ofStation(
        "issuer.self-signed",
        "This CA vouches for itself: whoever gets the station has the root of all its devices, and"
            + " it can be shut out only by removing that root at the service, with every device"
            + " under it.",
        "For a line let a plant root sign the request of `birthmark ca csr`; the root stays off"
            + " the line.");
  }
}
