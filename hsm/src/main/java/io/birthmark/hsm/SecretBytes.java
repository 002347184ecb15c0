package io.birthmark.hsm;

import java.util.Arrays;
import java.util.function.Function;

/**
 * A secret between the place where it was made and the place where it goes; wiped when closed. It
 * is never printed.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] value;

  private SecretBytes(byte[] value) {
    this.value = value;
  }

  /** Takes {@code value} over: it is wiped with this, and nobody else may keep it. */
  public static SecretBytes taking(byte[] value) {
    return new SecretBytes(value);
  }

  /**
   * Lends the bytes to {@code use}, which must not keep them.
   *
   * @return what {@code use} made of them
   */
  public <T> T lend(Function<byte[], T> use) {
    return use.apply(value);
  }

  @Override
  public void close() {
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public String toString() {
    return "secret";
  }
}
