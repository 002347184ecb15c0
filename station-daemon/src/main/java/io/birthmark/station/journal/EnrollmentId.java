package io.birthmark.station.journal;

/** One intent in the queue; the ID that {@code quarantine retry} and {@code drop} take. */
public record EnrollmentId(long number) {
  @Override
  public String toString() {
    return Long.toString(number);
  }
}
