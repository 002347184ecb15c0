package io.birthmark.station.floor.scanner;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which character a key of a US keyboard types, by the kernel's key codes. */
final class UsKeyboard {
  static final int ENTER = 28;
  static final int KEYPAD_ENTER = 96;
  static final int LEFT_SHIFT = 42;
  static final int RIGHT_SHIFT = 54;

  private static final Map<Integer, Character> PLAIN = new HashMap<>();
  private static final Map<Integer, Character> SHIFTED = new HashMap<>();

  static {
    row(2, "1234567890-=", "!@#$%^&*()_+");
    row(16, "qwertyuiop[]", "QWERTYUIOP{}");
    row(30, "asdfghjkl;'`", "ASDFGHJKL:\"~");
    row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?");
    row(55, "*", "*");
    row(57, " ", " ");
    row(71, "789-456+1230.", "789-456+1230.");
    row(98, "/", "/");
  }

  private UsKeyboard() {}

  private static void row(int first, String plain, String shifted) {
    for (int i = 0; i < plain.length(); i++) {
      PLAIN.put(first + i, plain.charAt(i));
      SHIFTED.put(first + i, shifted.charAt(i));
    }
  }

  static Optional<Character> character(int key, boolean shift) {
    return Optional.ofNullable((shift ? SHIFTED : PLAIN).get(key));
  }

  static boolean isShift(int key) {
    return key == LEFT_SHIFT || key == RIGHT_SHIFT;
  }

  static boolean isEnter(int key) {
    return key == ENTER || key == KEYPAD_ENTER;
  }
}
