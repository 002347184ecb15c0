package io.birthmark.endtoend;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong after so many cuts. */
final class Tally {
  private final List<String> lost = new ArrayList<>();
  private final List<String> untold = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private int cuts;

  void cut() {
    cuts++;
  }

  /** Somebody was told that it is done, and the journal does not know of it. */
  void lost(String what) {
    lost.add(what);
  }

  /** A device was written to, or the service was sent something, before the journal knew. */
  void untold(String what) {
    untold.add(what);
  }

  /** The journal cannot be used. */
  void damaged(String what) {
    damaged.add(what);
  }

  int lost() {
    return lost.size();
  }

  int untold() {
    return untold.size();
  }

  String line() {
    return String.format(
        "%d cuts: lost %d, untold %d, damaged %d",
        cuts, lost.size(), untold.size(), damaged.size());
  }

  /** What a person needs to find the reason. */
  String details() {
    return String.join("\n", lost)
        + "\n"
        + String.join("\n", untold)
        + "\n"
        + String.join("\n", damaged);
  }
}
