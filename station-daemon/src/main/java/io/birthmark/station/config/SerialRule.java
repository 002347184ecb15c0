package io.birthmark.station.config;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a product's serials look like: a regular expression for the whole serial.
 *
 * <p>Whatever the expression allows, a serial has at most {@value #LONGEST} characters, all of them
 * visible ASCII: it is printed, spoken on the telephone and typed.
 */
public record SerialRule(String expression) {
  public static final SerialRule USUAL = new SerialRule("[A-Za-z0-9._-]{1,64}");
  private static final int LONGEST = 64;
  private static final int LONGEST_EXPRESSION = 256;

  static Parsed<SerialRule> parse(String expression) {
    if (expression.isEmpty() || expression.length() > LONGEST_EXPRESSION) {
      return new Parsed.Bad<>(
          "must be a regular expression of 1 to " + LONGEST_EXPRESSION + " characters");
    }
    try {
      Pattern.compile(expression);
      return new Parsed.Good<>(new SerialRule(expression));
    } catch (PatternSyntaxException e) {
      return new Parsed.Bad<>(
          "must be a regular expression; "
              + Quoted.of(expression)
              + " is none: "
              + e.getDescription()
              + " at position "
              + (e.getIndex() + 1));
    }
  }

  /** Why a text is not a serial of this product; empty when it is. */
  public Optional<String> whyNot(String serial) {
    if (serial.isEmpty()) {
      return Optional.of("the serial is empty");
    }
    if (serial.length() > LONGEST) {
      return Optional.of(
          "the serial " + Quoted.of(serial) + " has more than " + LONGEST + " characters");
    }
    Optional<Integer> hidden =
        serial.codePoints().boxed().filter(c -> c <= ' ' || c > '~').findFirst();
    if (hidden.isPresent()) {
      return Optional.of(
          "the serial "
              + Quoted.of(serial)
              + " has "
              + Quoted.character(hidden.get())
              + " in it; only visible ASCII characters are allowed");
    }
    return Pattern.matches(expression, serial)
        ? Optional.empty()
        : Optional.of(
            "the serial " + Quoted.of(serial) + " does not match " + Quoted.of(expression));
  }
}
