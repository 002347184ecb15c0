package io.birthmark.station.config;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Bytes that nobody sees by accident: they are lent to a function, never printed, never compared,
 * and overwritten when closed.
 */
public final class Secret implements AutoCloseable {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Keeps its own copy; the caller wipes the one given. */
  public static Secret copyOf(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** Lends a copy of the bytes for as long as the function runs, and wipes the copy after it. */
  public synchronized <T> T lend(Function<byte[], T> use) {
    byte[] lent = bytes.clone();
    try {
      return use.apply(lent);
    } finally {
      Arrays.fill(lent, (byte) 0);
    }
  }

  /** After this the secret is all zeros. */
  @Override
  public synchronized void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret[not shown]";
  }
}
