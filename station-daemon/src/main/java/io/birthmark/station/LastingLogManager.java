package io.birthmark.station;

import java.util.logging.LogManager;

/**
 * A log that is open to the end. The JDK's own closes it at the first sign of an end, and what the
 * station says while it stops would be lost.
 */
public final class LastingLogManager extends LogManager {
  private volatile boolean lasting;

  /** For the JDK, which makes the one that the system property names. */
  public LastingLogManager() {}

  /** From now on it stays as it is. */
  void last() {
    lasting = true;
  }

  @Override
  public void reset() {
    if (!lasting) {
      super.reset();
    }
  }
}
