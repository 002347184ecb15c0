package io.birthmark.station.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a person is at the other end of a standard stream; Java's own answer means different
 * things by version.
 */
public final class Terminal {
  private Terminal() {}

  /** Someone types. */
  public static boolean isStandardInput() {
    return isTerminal(0);
  }

  /** Someone watches. */
  public static boolean isStandardError() {
    return isTerminal(2);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
