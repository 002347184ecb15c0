package io.birthmark.hsm.tpm.transport;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;

/** The half sentence inside an I/O exception. */
final class Reason {
  private Reason() {}

  static String of(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return lowerFirst(file.getReason());
    }
    return Optional.ofNullable(e.getMessage())
        .map(Reason::lowerFirst)
        .orElse(e.getClass().getSimpleName());
  }

  private static String lowerFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
