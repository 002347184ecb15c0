package io.birthmark.station.journal;

/** How a run ended. */
public enum Outcome {
  PASS,
  /** The device's fault: set it aside. */
  FAIL,
  /** The station's fault: call the engineer. */
  ERROR,
  ABORTED
}
