package io.birthmark.label.printer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ZPL printer answers to {@code ~HS}: three lines of numbers, each between STX and ETX.
 *
 * @param waiting labels that it has and has not printed
 */
record HostStatus(
    boolean paperOut, boolean paused, boolean headOpen, boolean ribbonOut, int waiting) {
  static final byte[] QUESTION = {'~', 'H', 'S', '\r', '\n'};

  /** Longer than any printer's answer. */
  static final int LONGEST = 512;

  private static final char STX = 2;
  private static final char ETX = 3;

  /** Whether the answer is there to its end. */
  static boolean complete(String answer) {
    return answer.chars().filter(c -> c == ETX).count() >= 3;
  }

  static Optional<HostStatus> parse(String answer) {
    List<String[]> lines = new ArrayList<>();
    for (String part : answer.split(String.valueOf(STX), -1)) {
      int end = part.indexOf(ETX);
      if (end >= 0) {
        lines.add(part.substring(0, end).split(",", -1));
      }
    }
    if (lines.size() != 3 || lines.get(0).length < 9 || lines.get(1).length < 9) {
      return Optional.empty();
    }
    String[] one = lines.get(0);
    String[] two = lines.get(1);
    if (!number(one[4]) || !number(two[8])) {
      return Optional.empty();
    }
    return Optional.of(
        new HostStatus(
            one[1].equals("1"),
            one[2].equals("1"),
            two[2].equals("1"),
            two[3].equals("1"),
            Integer.parseInt(one[4]) + Integer.parseInt(two[8]) + (one[7].equals("1") ? 1 : 0)));
  }

  Optional<Trouble> trouble(String where) {
    if (headOpen) {
      return Optional.of(Trouble.headOpen(where));
    }
    if (paperOut) {
      return Optional.of(Trouble.paper(where));
    }
    if (ribbonOut) {
      return Optional.of(Trouble.ribbon(where));
    }
    return paused ? Optional.of(Trouble.paused(where)) : Optional.empty();
  }

  private static boolean number(String text) {
    return text.matches("[0-9]{1,8}");
  }
}
