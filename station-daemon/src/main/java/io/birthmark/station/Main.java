package io.birthmark.station;

import io.birthmark.station.cli.Birthmark;

/** Where {@code bin/birthmark} begins. */
public final class Main {
  private Main() {}

  /** Carries one command line out and ends with its exit code. */
  public static void main(String[] arguments) {
    Logs.toStandardError();
    System.exit(Birthmark.commandLine().execute(arguments));
  }
}
