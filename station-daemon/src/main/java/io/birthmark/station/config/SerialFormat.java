package io.birthmark.station.config;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a number becomes a serial: text around {@code {n}}, or around {@code {n:06}} for at least six
 * digits.
 */
public record SerialFormat(String before, int digits, String after) {
  public static final SerialFormat PLAIN = new SerialFormat("", 1, "");
  private static final Pattern FORM = Pattern.compile("([^{}]*)\\{n(?::0([1-9]|1[0-8]))?}([^{}]*)");

  static Parsed<SerialFormat> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return new Parsed.Bad<>(
          "must have {n} in it once, or {n:06} for six digits (01 to 018), got " + Quoted.of(text));
    }
    String digits = matcher.group(2);
    return new Parsed.Good<>(
        new SerialFormat(
            matcher.group(1), digits == null ? 1 : Integer.parseInt(digits), matcher.group(3)));
  }

  /** The number that this serial was made of; empty when it was not made by this format. */
  OptionalLong number(String serial) {
    int from = before.length();
    int to = serial.length() - after.length();
    if (from >= to || !serial.substring(from, to).matches("[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(serial.substring(from, to));
    return serial(number).equals(serial) ? OptionalLong.of(number) : OptionalLong.empty();
  }

  public String serial(long number) {
    String plain = Long.toString(number);
    return before + "0".repeat(Math.max(0, digits - plain.length())) + plain + after;
  }
}
