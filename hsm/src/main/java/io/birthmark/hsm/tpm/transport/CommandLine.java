package io.birthmark.hsm.tpm.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into its words, without a shell: spaces and tabs part words, single and double
 * quotes hold together what they enclose, and every other character stands for itself.
 */
final class CommandLine {
  private CommandLine() {}

  /**
   * The words of {@code line}.
   *
   * @throws IllegalArgumentException when a quote is not closed
   */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"' || c == '\'') {
        int end = line.indexOf(c, at + 1);
        if (end < 0) {
          throw new IllegalArgumentException(
              "the quote " + c + " at position " + (at + 1) + " is not closed in: " + line);
        }
        word.append(line, at + 1, end);
        inWord = true;
        at = end;
      } else if (c != ' ' && c != '\t') {
        word.append(c);
        inWord = true;
      } else if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
