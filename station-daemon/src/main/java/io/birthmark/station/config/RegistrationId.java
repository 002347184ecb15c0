package io.birthmark.station.config;

import java.util.Optional;

/**
 * The name a device has at the service: 1 to 128 lower-case letters, digits and {@code - . _ :},
 * with a letter or digit at both ends.
 *
 * <p>The service does not tell upper from lower case; one that is always written lower compares
 * everywhere, also where somebody compares bytes.
 */
public record RegistrationId(String text) {
  static final int LONGEST = 128;

  /**
   * @throws IllegalArgumentException with the sentence of {@link #whyNot}
   */
  public RegistrationId {
    whyNot(text)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  /** Why a text cannot be a registration ID, naming the character; empty when it can. */
  public static Optional<String> whyNot(String text) {
    String name = "the registration ID " + Quoted.of(text);
    if (text.isEmpty()) {
      return Optional.of("the registration ID is empty");
    }
    if (text.length() > LONGEST) {
      return Optional.of(
          name + " has " + text.length() + " characters; " + LONGEST + " are allowed");
    }
    return firstBad(text)
        .or(() -> endsBadly(text))
        .map(
            bad ->
                name
                    + " has "
                    + bad
                    + "; allowed are lower-case letters, digits and - . _ :"
                    + " with a letter or digit at both ends");
  }

  /** The first character that may stand nowhere in a registration ID, and its position. */
  static Optional<String> firstBad(String text) {
    int position = 1;
    for (int c : text.codePoints().toArray()) {
      if (!isAlphanumeric(c) && "-._:".indexOf(c) < 0) {
        String upper = 'A' <= c && c <= 'Z' ? "the upper-case letter " : "";
        return Optional.of(upper + Quoted.character(c) + " at position " + position);
      }
      position++;
    }
    return Optional.empty();
  }

  private static Optional<String> endsBadly(String text) {
    for (int at : new int[] {0, text.length() - 1}) {
      if (!isAlphanumeric(text.charAt(at))) {
        return Optional.of(
            Quoted.character(text.charAt(at)) + " at its " + (at == 0 ? "beginning" : "end"));
      }
    }
    return Optional.empty();
  }

  private static boolean isAlphanumeric(int c) {
    return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9');
  }

  @Override
  public String toString() {
    return text;
  }
}
