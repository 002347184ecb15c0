package io.birthmark.station.verb;

/** What a verb's outcome means to a shell. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAIL = 1;
  public static final int WRONG_USE = 2;
  public static final int ERROR = 3;
  public static final int ABORTED = 4;

  private ExitCode() {}
}
