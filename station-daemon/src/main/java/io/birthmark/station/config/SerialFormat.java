package io.birthmark.station.config;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a number becomes a serial: text around {@code {n}}, or around {@code {n:06}} for at least six
 * digits, with the number's check digits behind it where the format says {@code {check}}.
 */
public record SerialFormat(String before, int digits, CheckDigit check, String after) {
  public static final SerialFormat PLAIN = new SerialFormat("", 1, "");
  private static final Pattern FORM =
      Pattern.compile("([^{}]*)\\{n(?::0([1-9]|1[0-8]))?}(\\{check})?([^{}]*)");

  /** Without check digits. */
  public SerialFormat(String before, int digits, String after) {
    this(before, digits, CheckDigit.NONE, after);
  }

  /**
   * Reads one.
   *
   * @param check what {@code {check}} stands for
   */
  static Parsed<SerialFormat> parse(String text, CheckDigit check) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return new Parsed.Bad<>(
          "must have {n} in it once, or {n:06} for six digits (01 to 018), and for check digits"
              + " {check} right behind it, got "
              + Quoted.of(text));
    }
    boolean hasCheck = matcher.group(3) != null;
    if (hasCheck != (check != CheckDigit.NONE)) {
      return new Parsed.Bad<>(
          hasCheck
              ? "has {check} in it, which only goes with check_digit"
              : "must have {check} right behind the number, as check_digit is \""
                  + check.word()
                  + "\", got "
                  + Quoted.of(text));
    }
    String digits = matcher.group(2);
    return new Parsed.Good<>(
        new SerialFormat(
            matcher.group(1),
            digits == null ? 1 : Integer.parseInt(digits),
            check,
            matcher.group(4)));
  }

  /** The number as it is, and its check digits. */
  static SerialFormat plain(CheckDigit check) {
    return new SerialFormat("", 1, check, "");
  }

  /** The number that this serial was made of; empty when it was not made by this format. */
  OptionalLong number(String serial) {
    int from = before.length();
    int to = serial.length() - after.length() - check.size();
    if (from >= to || !serial.substring(from, to).matches("[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(serial.substring(from, to));
    return serial(number).equals(serial) ? OptionalLong.of(number) : OptionalLong.empty();
  }

  public String serial(long number) {
    String plain = Long.toString(number);
    String padded = "0".repeat(Math.max(0, digits - plain.length())) + plain;
    return before + padded + check.of(padded) + after;
  }
}
