package io.birthmark.station.config;

/** A value from the file as it is shown in a message: on one line, not too long, never a secret. */
final class Quoted {
  private static final int SHOWN = 60;

  private Quoted() {}

  static String of(Object value) {
    if (!(value instanceof String text)) {
      return String.valueOf(value);
    }
    if (looksSecret(text)) {
      return "something that looks like a secret (not shown)";
    }
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().limit(SHOWN).forEach(c -> append(out, c));
    return out.append(text.codePointCount(0, text.length()) > SHOWN ? "…\"" : "\"").toString();
  }

  /** A connection string or a PEM block, pasted where a name belongs. */
  static boolean looksSecret(String text) {
    return text.contains("SharedAccess") || text.contains("-----BEGIN");
  }

  /** One character, with its code point where it cannot be seen. */
  static String character(int codePoint) {
    return visible(codePoint)
        ? "'" + Character.toString(codePoint) + "'"
        : String.format("U+%04X", codePoint);
  }

  private static boolean visible(int codePoint) {
    return (codePoint >= 0x20 && codePoint < 0x7f)
        || (codePoint > 0xa0 && Character.isLetterOrDigit(codePoint));
  }

  private static void append(StringBuilder out, int codePoint) {
    if (codePoint == '"' || codePoint == '\\') {
      out.append('\\').appendCodePoint(codePoint);
    } else if (visible(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      out.append(String.format("\\u%04X", codePoint));
    }
  }
}
