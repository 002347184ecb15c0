package io.birthmark.station.floor.scanner;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a scanner's input device gives, byte for byte: for each key its scan code, the key, and the
 * end of the report, pressed and released, as the kernel's HID driver sends them.
 */
final class Recorded {
  private static final int MISC = 4;
  private static final int SCAN_CODE = 4;

  private final int longSize;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long micros = 1_700_000_000_000_000L;

  Recorded(int longSize) {
    this.longSize = longSize;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Recorded event(int type, int code, int value) {
    ByteBuffer record = ByteBuffer.allocate(2 * longSize + 8).order(ByteOrder.nativeOrder());
    if (longSize == 8) {
      record.putLong(micros / 1_000_000).putLong(micros % 1_000_000);
    } else {
      record.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000));
    }
    record.putShort((short) type).putShort((short) code).putInt(value);
    bytes.writeBytes(record.array());
    micros += 500;
    return this;
  }

  private Recorded report(int key, int value) {
    return event(MISC, SCAN_CODE, 0x70000 + key)
        .event(InputEvent.KEY, key, value)
        .event(InputEvent.SYNCHRONISATION, 0, 0);
  }

  Recorded key(int code) {
    return report(code, 1).report(code, 0);
  }

  Recorded shifted(int code) {
    return report(UsKeyboard.LEFT_SHIFT, 1).key(code).report(UsKeyboard.LEFT_SHIFT, 0);
  }

  /** Digits by their row of keys. */
  Recorded digits(String digits) {
    digits.chars().forEach(c -> key(c == '0' ? 11 : c - '0' + 1));
    return this;
  }

  /** Small letters by the rows of a US keyboard. */
  Recorded letters(String letters) {
    String rows = "qwertyuiop....asdfghjkl.....zxcvbnm";
    letters.chars().forEach(c -> key(16 + rows.indexOf(c)));
    return this;
  }

  Recorded enter() {
    return key(UsKeyboard.ENTER);
  }
}
