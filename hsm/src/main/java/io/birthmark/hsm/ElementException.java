package io.birthmark.hsm;

import java.io.Serial;

/**
 * The talk with a secure element broke: it went away, fell silent, or answered with an error where
 * none was expected. Expected results (an unknown maker, another identity inside) are values, not
 * exceptions.
 */
public final class ElementException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;
  private final boolean retryHelps;

  private ElementException(Problem problem, boolean retryHelps, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
    this.retryHelps = retryHelps;
  }

  private ElementException(Problem problem, boolean retryHelps) {
    super(problem.toString());
    this.problem = problem;
    this.retryHelps = retryHelps;
  }

  /** Trying the same device again may succeed: it was not seated, or busy. */
  public static ElementException passing(Problem problem) {
    return new ElementException(problem, true);
  }

  public static ElementException passing(Problem problem, Throwable cause) {
    return new ElementException(problem, true, cause);
  }

  /** Trying again gives the same answer. */
  public static ElementException lasting(Problem problem) {
    return new ElementException(problem, false);
  }

  public static ElementException lasting(Problem problem, Throwable cause) {
    return new ElementException(problem, false, cause);
  }

  public Problem problem() {
    return problem;
  }

  public boolean retryHelps() {
    return retryHelps;
  }
}
