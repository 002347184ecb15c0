package io.birthmark.hsm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An immutable string of bytes, compared by content; the domain carries no bare arrays. Not for
 * secrets: it cannot be wiped.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  public static Bytes of(byte[] value) {
    return new Bytes(value.clone());
  }

  /**
   * Reads hexadecimal.
   *
   * @throws IllegalArgumentException when {@code hex} is not an even number of hexadecimal digits
   */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /**
   * Reads base64.
   *
   * @throws IllegalArgumentException when {@code base64} is not standard base64 (RFC 4648 section
   *     4)
   */
  public static Bytes ofBase64(String base64) {
    return new Bytes(Base64.getDecoder().decode(base64));
  }

  public int size() {
    return value.length;
  }

  public byte[] toArray() {
    return value.clone();
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /** Lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  /** Standard base64 with padding. */
  public String base64() {
    return Base64.getEncoder().encodeToString(value);
  }

  public Bytes sha256() {
    try {
      return new Bytes(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
