package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;

/** Where a sentence goes that no lamp can say. */
public interface Announcements {
  /**
   * Says it once; whoever calls does not repeat himself while it stays so.
   *
   * @param about a slot, the scanner, the lines
   */
  void announce(String about, Problem problem);

  /** What was last said about this is so no more. */
  void over(String about);
}
