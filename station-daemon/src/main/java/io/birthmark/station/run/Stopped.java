package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import java.io.Serial;

/** Ends a run from wherever it is; caught in one place. */
final class Stopped extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  Stopped(Problem problem) {
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
