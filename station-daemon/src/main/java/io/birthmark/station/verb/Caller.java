package io.birthmark.station.verb;

/** Who asks, and where the answer goes while it is being made. */
public interface Caller {

  /** The name that stands in the journal, for example {@code user:anna}. */
  String who();

  /** What is being done right now, for a person who waits. */
  void progress(String note);

  /** Whether somebody still waits for the answer, as far as is known. */
  default boolean stillWaits() {
    return true;
  }

  /** A line of a long answer, which is not kept in memory. */
  void line(String line);
}
