package io.birthmark.label;

/**
 * Two characters over a label's serial and registration ID, for whoever types or reads them aloud:
 * every single wrong character and every swapped pair changes them.
 *
 * <p>The sum of each character times its place, modulo the prime 1021, in Crockford's base 32,
 * which has no letter that looks like a digit.
 */
public final class CheckCharacters {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int PRIME = 1021;

  private CheckCharacters() {}

  public static String of(String serial, String registrationId) {
    int sum = 0;
    int place = 1;
    for (int c : (serial + ' ' + registrationId).codePoints().toArray()) {
      sum = (sum + c * place++) % PRIME;
    }
    return "" + DIGITS.charAt(sum / 32) + DIGITS.charAt(sum % 32);
  }
}
