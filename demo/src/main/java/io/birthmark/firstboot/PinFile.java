package io.birthmark.firstboot;

import io.birthmark.hsm.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** The file with a token's PIN: the one thing that a device with a token needs from outside. */
final class PinFile {
  private PinFile() {}

  /**
   * Reads the PIN; one line end after it is no part of it.
   *
   * @throws IOException when it cannot be read or is empty; the message names the file
   */
  static SecretBytes read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("--pin-file: there is no file " + file, e);
    } catch (IOException e) {
      throw new IOException("--pin-file: " + file + " cannot be read: " + e, e);
    }
    try {
      int length = bytes.length;
      if (length > 0 && bytes[length - 1] == '\n') {
        length--;
      }
      if (length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
      if (length == 0) {
        throw new IOException("--pin-file: " + file + " is empty; it holds the token's PIN");
      }
      return SecretBytes.taking(Arrays.copyOf(bytes, length));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
