package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;

/** The work cannot go on. What was mended until then is in the journal. */
final class GivenUp extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  GivenUp(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
