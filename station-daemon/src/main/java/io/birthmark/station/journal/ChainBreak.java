package io.birthmark.station.journal;

/**
 * Where the chain of events first does not hold.
 *
 * @param event the first event that is not where it was, or not what it was
 * @param missing how many are gone, from {@code event} on; 0 unless they were removed
 */
public record ChainBreak(Kind kind, long event, long missing) {

  /** What was done, as far as the hashes tell. */
  public enum Kind {
    CHANGED,
    REMOVED,
    INSERTED,
    REORDERED
  }
}
