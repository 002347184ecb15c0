package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A request's body while it is being written. Keys go into it as bytes, never as text that would
 * stay in memory until nobody knows when, and it is wiped when closed.
 */
final class RequestBody implements AutoCloseable {
  private byte[] bytes = new byte[4096];
  private int size;

  RequestBody text(String text) {
    return append(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key in base64. */
  RequestBody key(SecretBytes key) {
    byte[] base64 = key.lend(Base64.getEncoder()::encode);
    try {
      return append(base64);
    } finally {
      Arrays.fill(base64, (byte) 0);
    }
  }

  private RequestBody append(byte[] more) {
    if (size + more.length > bytes.length) {
      byte[] larger = Arrays.copyOf(bytes, Math.max(size + more.length, 2 * bytes.length));
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** Lent until this is closed. */
  byte[] buffer() {
    return bytes;
  }

  int size() {
    return size;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
