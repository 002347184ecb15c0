package io.birthmark.label;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text between {@code ^FD} and {@code ^FS}, and how any character gets into it. */
final class FieldData {
  static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^{}]*)}");

  /** The printer's own, so that it need not be named after {@code ^FH}. */
  private static final char ESCAPE = '_';

  private FieldData() {}

  /** The escape character that this {@code ^FH} names. */
  static char escape(ZplCommand hex) {
    return hex.parameters().isEmpty() ? ESCAPE : hex.parameters().charAt(0);
  }

  /** The text that a printer makes of field data after {@code ^FH} with this escape character. */
  static String decode(String data, char escape) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next;
    for (int i = 0; i < data.length(); i = next) {
      if (data.charAt(i) == escape && isHex(data, i + 1) && isHex(data, i + 2)) {
        next = i + 3;
        bytes.write(Integer.parseInt(data.substring(i + 1, next), 16));
      } else {
        next = data.offsetByCodePoints(i, 1);
        bytes.writeBytes(data.substring(i, next).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * As it goes to the printer after {@code ^FH}: what would start a command, the escape character
   * itself and all that is not visible ASCII are written in hexadecimal.
   */
  static String encode(String text) {
    StringBuilder data = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xFF;
      if (c < ' ' || c > '~' || c == '^' || c == '~' || c == ESCAPE || c == '\\') {
        data.append(ESCAPE).append(String.format("%02X", c));
      } else {
        data.append((char) c);
      }
    }
    return data.toString();
  }

  static String substitute(String text, Function<String, String> valueOf) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(found -> Matcher.quoteReplacement(valueOf.apply(found.group(1))));
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && Character.digit(text.charAt(at), 16) >= 0;
  }
}
