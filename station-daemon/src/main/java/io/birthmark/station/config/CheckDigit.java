package io.birthmark.station.config;

import java.util.regex.Pattern;

/**
 * {@code check_digit}: the digits at the end of a serial by which a slip of finger or scanner
 * shows. All are published; {@code docs/configuration.md} names where.
 */
public enum CheckDigit implements Word {
  NONE("none", "", 0),
  LUHN("luhn", "[0-9]+", 1),
  GS1("gs1", "[0-9]+", 1),
  MOD97("mod97", "[0-9A-Z]+", 2),
  MOD37("mod37", "[0-9A-Z]+", 1);

  private static final int LETTERS_AND_DIGITS = 36;

  private final String word;
  private final Pattern alphabet;
  private final int size;

  CheckDigit(String word, String alphabet, int size) {
    this.word = word;
    this.alphabet = Pattern.compile(alphabet);
    this.size = size;
  }

  @Override
  public String word() {
    return word;
  }

  /** What it can check, in words. */
  String takes() {
    return alphabet.matcher("A").matches() ? "digits and capital letters" : "digits";
  }

  /** How many characters of a serial it takes. */
  int size() {
    return size;
  }

  /** Whether a text consists of what can be checked, with something before the check digits. */
  boolean knows(String text) {
    return text.length() > size && alphabet.matcher(text).matches();
  }

  /** Whether a text that is known ends with the check digits of what is before. */
  boolean fits(String text) {
    String body = text.substring(0, text.length() - size);
    return text.equals(body + of(body));
  }

  /** The check digits that go behind {@code body}. */
  String of(String body) {
    return switch (this) {
      case NONE -> "";
      case LUHN -> character(luhn(body));
      case GS1 -> character(gs1(body));
      case MOD97 -> String.format("%02d", mod97(body));
      case MOD37 -> character(mod37(body));
    };
  }

  private static String character(int value) {
    return String.valueOf(Character.toUpperCase(Character.forDigit(value, LETTERS_AND_DIGITS)));
  }

  /** ISO/IEC 7812-1, annex B: every second digit from the right twice, its digits added. */
  private static int luhn(String body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int digit = fromTheRight(body, i);
      sum += i % 2 == 0 ? digit * 2 / 10 + digit * 2 % 10 : digit;
    }
    return (10 - sum % 10) % 10;
  }

  /** GS1 General Specifications: every second digit from the right three times. */
  private static int gs1(String body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      sum += fromTheRight(body, i) * (i % 2 == 0 ? 3 : 1);
    }
    return (10 - sum % 10) % 10;
  }

  private static int fromTheRight(String body, int place) {
    return digit(body.charAt(body.length() - 1 - place));
  }

  /** ISO/IEC 7064, MOD 97-10; a letter stands for two digits, as in the LEI. */
  private static int mod97(String body) {
    int rest = 0;
    String text = body + "00";
    for (int i = 0; i < text.length(); i++) {
      int digit = digit(text.charAt(i));
      rest = (rest * (digit < 10 ? 10 : 100) + digit) % 97;
    }
    return 98 - rest;
  }

  /** ISO/IEC 7064, MOD 37,36. */
  private static int mod37(String body) {
    int product = LETTERS_AND_DIGITS;
    for (int i = 0; i < body.length(); i++) {
      int sum = (product + digit(body.charAt(i))) % LETTERS_AND_DIGITS;
      product = (sum == 0 ? LETTERS_AND_DIGITS : sum) * 2 % (LETTERS_AND_DIGITS + 1);
    }
    return (LETTERS_AND_DIGITS + 1 - product) % LETTERS_AND_DIGITS;
  }

  private static int digit(char c) {
    return Character.digit(c, LETTERS_AND_DIGITS);
  }
}
