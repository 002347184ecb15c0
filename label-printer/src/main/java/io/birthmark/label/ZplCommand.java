package io.birthmark.label;

import java.util.ArrayList;
import java.util.List;

/**
 * One command of a ZPL text.
 *
 * @param name with its prefix: {@code ^FO}; fonts are {@code ^A}, the font's name is a parameter
 * @param parameters all that follows, up to the next command
 * @param line where it stands, from 1
 */
record ZplCommand(String name, String parameters, int line) {

  /** Takes a text apart; what stands before its first command is dropped. */
  static List<ZplCommand> all(String zpl) {
    List<ZplCommand> commands = new ArrayList<>();
    int at = next(zpl, 0);
    int line = 1 + lines(zpl.substring(0, at));
    while (at < zpl.length()) {
      int end = next(zpl, at + 1);
      String whole = zpl.substring(at, end);
      boolean font = whole.length() > 1 && whole.startsWith("^A") && !isLetter(whole, 2);
      int length = Math.min(whole.length(), font || isFont(whole) ? 2 : 3);
      commands.add(
          new ZplCommand(
              whole.substring(0, length),
              whole.substring(length).replaceAll("[\\r\\n]", ""),
              line));
      line += lines(whole);
      at = end;
    }
    return commands;
  }

  /** {@code ^A0N,30} and {@code ^ADN,36}: a letter, a font's name, then an orientation or comma. */
  private static boolean isFont(String whole) {
    return whole.matches("(?s)\\^A[A-Z0-9](?:[NRIB]?(?:,.*)?)?\\s*");
  }

  private static boolean isLetter(String text, int at) {
    return at < text.length() && Character.isLetter(text.charAt(at));
  }

  private static int next(String zpl, int from) {
    for (int at = from; at < zpl.length(); at++) {
      if (zpl.charAt(at) == '^' || (zpl.charAt(at) == '~' && !isParameter(zpl, at))) {
        return at;
      }
    }
    return zpl.length();
  }

  /** Designers name a tilde as a Data Matrix code's escape character: {@code ^BXN,4,200,0,0,1,~} */
  private static boolean isParameter(String zpl, int at) {
    boolean first = at > 0 && zpl.charAt(at - 1) == ',';
    boolean last = at + 1 == zpl.length() || "^\r\n,".indexOf(zpl.charAt(at + 1)) >= 0;
    return first && last && zpl.startsWith("^BX", zpl.lastIndexOf('^', at));
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  /** The n-th parameter, empty when it is left out. */
  String parameter(int n) {
    String[] all = parameters.strip().split(",", -1);
    return n < all.length ? all[n].strip() : "";
  }

  int number(int n, int usual) {
    String text = parameter(n);
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : usual;
  }

  boolean is(String other) {
    return name.equals(other);
  }

  String text() {
    return name + parameters;
  }
}
