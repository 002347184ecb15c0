package io.birthmark.endtoend;

import io.birthmark.hsm.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A secret that a test knows, and the forms in which it might lie about. */
final class Needle {
  private final String name;
  private final List<byte[]> forms = new ArrayList<>();

  private Needle(String name) {
    this.name = name;
  }

  /** A secret that is text. */
  static Needle ofText(String name, String text) {
    Needle needle = new Needle(name);
    needle.add(text);
    return needle;
  }

  /** A secret that is bytes: also in base64 and hexadecimal. */
  static Needle ofBytes(String name, byte[] bytes) {
    Needle needle = new Needle(name);
    needle.forms.add(bytes.clone());
    Bytes value = Bytes.of(bytes);
    // Without the end, which depends on what follows.
    needle.add(value.base64().substring(0, bytes.length));
    needle.add(value.hex().toLowerCase(Locale.ROOT));
    needle.add(value.hex().toUpperCase(Locale.ROOT));
    return needle;
  }

  /** As Java keeps text: a byte or two a character; UTF-16 either way round. */
  private void add(String text) {
    forms.add(text.getBytes(StandardCharsets.ISO_8859_1));
    forms.add(text.getBytes(StandardCharsets.UTF_16BE));
    forms.add(text.getBytes(StandardCharsets.UTF_16LE));
  }

  String name() {
    return name;
  }

  boolean isIn(Path file) {
    int longest = forms.stream().mapToInt(form -> form.length).max().orElse(0);
    byte[] window = new byte[1 << 20];
    int kept = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int read = in.read(window, kept, window.length - kept);
          read >= 0;
          read = in.read(window, kept, window.length - kept)) {
        int filled = kept + read;
        if (isIn(window, filled)) {
          return true;
        }
        kept = Math.min(longest, filled);
        System.arraycopy(window, filled - kept, window, 0, kept);
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isIn(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return isIn(bytes, bytes.length);
  }

  private boolean isIn(byte[] haystack, int length) {
    return forms.stream().anyMatch(form -> contains(haystack, length, form));
  }

  private static boolean contains(byte[] haystack, int length, byte[] form) {
    for (int at = 0; at + form.length <= length; at++) {
      if (haystack[at] == form[0] && matches(haystack, at, form)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] haystack, int at, byte[] form) {
    for (int i = 1; i < form.length; i++) {
      if (haystack[at + i] != form[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
