package io.birthmark.station.floor;

/** What came out of a scanner up to its Enter. */
public sealed interface Scan {
  /** Visible characters and nothing else; not empty. */
  record Text(String text) implements Scan {}

  /**
   * Not to be used.
   *
   * @param why the end of a sentence that begins with "it"
   */
  record Unreadable(String why) implements Scan {}
}
