package io.birthmark.station.time;

import io.birthmark.hsm.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is wrong with the time, in words. */
final class ClockProblems {
  private static final String CODE = "clock.untrusted";
  private static final String ACTION =
      "Let the clock synchronise (timedatectl, chrony), or set it; a station without network needs"
          + " a clock with a battery. Devices are provisioned meanwhile, except with certificates;"
          + " what waits goes on by itself.";

  private ClockProblems() {}

  static Problem beforeBuild(Instant now, Instant built) {
    return Problem.ofStation(
        CODE,
        "The station's clock says "
            + shown(now)
            + ", before this version was built ("
            + shown(built)
            + ").",
        ACTION);
  }

  static Problem tooFar(Instant now, Instant built) {
    return Problem.ofStation(
        CODE,
        "The station's clock says "
            + shown(now)
            + ", more than ten years after this version was built ("
            + shown(built)
            + ").",
        ACTION);
  }

  static Problem back(Instant now, Instant known) {
    return Problem.ofStation(
        CODE,
        "The station's clock says "
            + shown(now)
            + ", but the journal goes on until "
            + shown(known)
            + ", and nothing says that the clock is synchronised.",
        ACTION + " If the clock is right and the journal was wrong: birthmark clock confirm.");
  }

  static Problem ahead(Instant now, Instant known) {
    return Problem.ofStation(
        CODE,
        "The station's clock has leapt from "
            + shown(known)
            + " to "
            + shown(now)
            + ", and nothing says that it is synchronised.",
        ACTION + " If the clock is right now: birthmark clock confirm.");
  }

  private static Instant shown(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }
}
