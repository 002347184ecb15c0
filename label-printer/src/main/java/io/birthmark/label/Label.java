package io.birthmark.label;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A template filled with one device's values.
 *
 * @param text the ZPL
 * @param picture the same, drawn
 * @param codes what a scanner reads from its barcodes, in the template's order
 * @param telling those of them that tell this label from every other, as well as the template can
 */
public record Label(String text, Picture picture, List<String> codes, List<String> telling) {
  public Label {
    codes = List.copyOf(codes);
    telling = List.copyOf(telling);
  }

  public byte[] zpl() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
