package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;

/** What a station says that has no HSM of its own. */
public final class NoIssuer {
  private NoIssuer() {}

  public static Problem problem() {
    return Problem.ofStation(
        "issuer.none",
        "This station has no HSM: its configuration has no [issuer].",
        "Configure [issuer] with the HSM's module, token and key, then try again.");
  }
}
