package io.birthmark.station.floor;

import java.time.Duration;

/** What the buzzer says: a dot is a short beep, a dash a long one. */
public enum Sound {
  /** Heard you. */
  HEARD("."),
  /** No: nothing was done. */
  REFUSED("..."),
  PASS("-"),
  FAIL("--"),
  ERROR("----");

  private static final long SHORT = 80;
  private static final long LONG = 400;
  private static final long GAP = 100;

  private final String beeps;

  Sound(String beeps) {
    this.beeps = beeps;
  }

  /** Whether the buzzer is on so long after the sound began. */
  public boolean on(Duration since) {
    long left = since.toMillis();
    for (int i = 0; i < beeps.length(); i++) {
      long length = beeps.charAt(i) == '.' ? SHORT : LONG;
      if (left < length) {
        return true;
      }
      left -= length + GAP;
      if (left < 0) {
        return false;
      }
    }
    return false;
  }
}
