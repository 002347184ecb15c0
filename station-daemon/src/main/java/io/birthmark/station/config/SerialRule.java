package io.birthmark.station.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a product's serials look like: a regular expression for the whole serial, and check digits
 * at its end, or at the end of the group called {@code checked}.
 *
 * <p>Whatever the expression allows, a serial has at most {@value #LONGEST} characters, all of them
 * visible ASCII: it is printed, spoken on the telephone and typed.
 */
public record SerialRule(String expression, CheckDigit checkDigit) {
  public static final SerialRule USUAL = new SerialRule("[A-Za-z0-9._-]{1,64}");
  private static final int LONGEST = 64;
  private static final int LONGEST_EXPRESSION = 256;
  private static final String CHECKED = "checked";

  /** Without check digits. */
  public SerialRule(String expression) {
    this(expression, CheckDigit.NONE);
  }

  SerialRule with(CheckDigit check) {
    return new SerialRule(expression, check);
  }

  /** Whether it says which part of a serial has the check digits. */
  boolean marksChecked() {
    return expression.contains("(?<" + CHECKED + ">");
  }

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
    Matcher matcher = Pattern.compile(expression).matcher(serial);
    if (!matcher.matches()) {
      return Optional.of(
          "the serial " + Quoted.of(serial) + " does not match " + Quoted.of(expression));
    }
    return checkDigit == CheckDigit.NONE ? Optional.empty() : whyNotChecked(matcher);
  }

  private Optional<String> whyNotChecked(Matcher matcher) {
    String serial = matcher.group();
    String checked =
        marksChecked() ? Optional.ofNullable(matcher.group(CHECKED)).orElse("") : matcher.group();
    if (!checkDigit.knows(checked)) {
      return Optional.of(
          "the serial "
              + Quoted.of(serial)
              + " has no check digits ("
              + checkDigit.word()
              + "), which go with "
              + checkDigit.takes()
              + " only");
    }
    return checkDigit.fits(checked)
        ? Optional.empty()
        : Optional.of(
            "the check digits ("
                + checkDigit.word()
                + ") of the serial "
                + Quoted.of(serial)
                + " are wrong");
  }

  /** Whether a text that is not a serial would be one but for its check digits. */
  public boolean mistyped(String serial) {
    return whyNot(serial).isPresent() && new SerialRule(expression).whyNot(serial).isEmpty();
  }

  /** Whether the product's serials can be told from others by their form. */
  public boolean tells() {
    return !expression.equals(USUAL.expression);
  }
}
