package io.birthmark.emulator.http;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Everything random in the emulator comes from here, so that a test can pass its own source in. */
public record RandomSource(SecureRandom random) {

  private static final long VERSION_MASK = 0xFFFFFFFFFFFF0FFFL;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0x3FFFFFFFFFFFFFFFL;
  private static final long VARIANT_RFC = 0x8000000000000000L;

  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  public String hex(int length) {
    return HexFormat.of().formatHex(bytes(length));
  }

  public UUID uuid() {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(16));
    return new UUID(
        (bytes.getLong() & VERSION_MASK) | VERSION_4,
        (bytes.getLong() & VARIANT_MASK) | VARIANT_RFC);
  }
}
