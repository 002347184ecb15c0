package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;

/** Why journal and service could not be compared to the end. */
final class ReconcileProblems {
  private ReconcileProblems() {}

  static Problem abandoned() {
    return Problem.ofStation(
        "reconcile.abandoned",
        "Nobody waited for the reconciliation any more, so it was given up.",
        "Nothing is half done: what was mended is in the journal. Start it again.");
  }

  static Problem stopping() {
    return Problem.ofStation(
        "reconcile.stopped",
        "The station stopped while journal and service were compared.",
        "Nothing is half done: what was mended is in the journal. Start it again.");
  }
}
