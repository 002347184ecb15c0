package io.birthmark.station;

import io.birthmark.station.cli.Birthmark;
import io.birthmark.station.enrollment.dps.OneUseConnections;

/** Where {@code bin/birthmark} begins. */
public final class Main {
  private Main() {}

  /** Carries one command line out and ends with its exit code. */
  public static void main(String[] arguments) {
    Logs.lastToTheEnd();
    Logs.toStandardError(Birthmark.environment());
    OneUseConnections.allow();
    System.exit(Birthmark.commandLineFor(arguments).execute(arguments));
  }
}
