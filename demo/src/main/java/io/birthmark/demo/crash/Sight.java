package io.birthmark.demo.crash;

import java.util.List;
import java.util.Optional;

/**
 * One device, before a station lived and after it was killed.
 *
 * @param board which one, in words
 * @param label what sticks to it
 * @param slot the slot in which it was meanwhile
 * @param answered how many runs of it came to an answer
 * @param unansweredChanges how many commands that outlive power-off its TPM carried out for a run
 *     that came to none
 */
record Sight(
    String board,
    Optional<String> label,
    String slot,
    Look before,
    Look after,
    int answered,
    int unansweredChanges) {

  boolean changed() {
    return !before.contents().equals(after.contents());
  }

  /** Which lines are gone, and which are new. */
  String difference() {
    List<String> gone = before.contents().lines().filter(line -> !has(after, line)).toList();
    List<String> come = after.contents().lines().filter(line -> !has(before, line)).toList();
    return "gone " + gone + ", new " + come;
  }

  private static boolean has(Look look, String line) {
    return look.contents().lines().anyMatch(line::equals);
  }
}
