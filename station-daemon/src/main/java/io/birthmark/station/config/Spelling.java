package io.birthmark.station.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody probably meant to write. */
final class Spelling {
  private Spelling() {}

  /** {@code ; did you mean "x"?} when one of the known words is near enough, else nothing. */
  static String didYouMean(String written, Collection<String> known) {
    return nearest(written, known).map(w -> "; did you mean " + Quoted.of(w) + "?").orElse("");
  }

  /** The words as a person lists them: {@code "a", "b", "c"}. */
  static String listed(Collection<String> words) {
    return words.stream().map(Quoted::of).collect(Collectors.joining(", "));
  }

  static Optional<String> nearest(String written, Collection<String> known) {
    if (written.length() > 64) {
      return Optional.empty();
    }
    String plain = plain(written);
    return known.stream()
        .filter(word -> distance(plain, plain(word)) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(word -> distance(plain, plain(word))));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Slips of the pen between two words: a letter too many, too few, changed, or two swapped. */
  private static int distance(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        slips[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : step(slips, a, i, b, j);
      }
    }
    return slips[a.length()][b.length()];
  }

  private static int step(int[][] slips, String a, int i, String b, int j) {
    int changed = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(changed, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
  }
}
