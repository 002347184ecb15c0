package io.birthmark.station.database;

import io.birthmark.hsm.Problem;

/** The disk did not do its part. Nothing of the transaction was kept. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public StorageException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public StorageException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
