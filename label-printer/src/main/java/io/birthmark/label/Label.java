package io.birthmark.label;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A template filled with one device's values.
 *
 * @param text the ZPL
 * @param picture the same, drawn
 * @param codes what a scanner reads from its barcodes, in the template's order
 */
public record Label(String text, Picture picture, List<String> codes) {
  public Label {
    codes = List.copyOf(codes);
  }

  public byte[] zpl() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
