package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.io.Serial;

/** A GPIO line or its chip cannot be used now; trying again later may help. */
public final class LineException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public LineException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public LineException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
