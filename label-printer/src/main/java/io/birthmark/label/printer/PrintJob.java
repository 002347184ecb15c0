package io.birthmark.label.printer;

import java.nio.charset.StandardCharsets;

/**
 * What a label is called towards a printer, the same whenever this very label is asked for.
 *
 * @param name no other label has it, nor ever had: a printer that keeps a list is asked by it
 * @param file what people look for in a folder; one for each label of a serial
 */
public record PrintJob(String name, String file) {

  /** A label that is no device's: a serial's {@code %} is always followed by its code. */
  public static final PrintJob TEST = new PrintJob("%test", "%test");

  /**
   * The job of a device's label.
   *
   * @param number of the label among those of its serial
   * @param label by which the station knows it: unlike serial and number, it is in no name twice
   */
  public static PrintJob of(String serial, int number, long label) {
    String safe = withoutHardCharacters(serial);
    String file = number == 1 ? safe : safe + "~" + number;
    return new PrintJob(safe + "-" + number + "-" + label, file);
  }

  /** Two serials never get one name, whatever is in them. */
  private static String withoutHardCharacters(String serial) {
    StringBuilder safe = new StringBuilder();
    for (byte b : serial.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
      boolean innerDot = c == '.' && !safe.isEmpty();
      safe.append(plain || innerDot ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return safe.toString();
  }
}
