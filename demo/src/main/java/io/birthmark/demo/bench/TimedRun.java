package io.birthmark.demo.bench;

import io.birthmark.station.run.RunReport;
import java.time.Duration;

/**
 * A run that passed.
 *
 * @param wall from the call that starts it to its return
 * @param insideTpm of it, waiting for the TPM itself, measured beneath all of our own code
 * @param commits transactions that reached the disk
 * @param committing of the wall time, waiting for the disk to have them
 */
record TimedRun(
    RunReport report, Duration wall, Duration insideTpm, long commits, Duration committing) {

  double wallMillis() {
    return millis(wall);
  }

  double insideMillis() {
    return millis(insideTpm);
  }

  double overheadMillis() {
    return millis(wall.minus(insideTpm));
  }

  double committingMillis() {
    return millis(committing);
  }

  /** Of the overhead, the hand-over to the thread that keeps the time limit, and back. */
  double handOverMillis() {
    return millis(report.element().inside().minus(insideTpm));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
