package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** PINs on their way into the wrapper, which wants characters and makes UTF-8 of them again. */
final class Pins {
  private Pins() {}

  static void lend(SecretBytes pin, Consumer<char[]> use) {
    boolean unused =
        pin.lend(
            bytes -> {
              CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
              char[] chars = new char[decoded.remaining()];
              decoded.duplicate().get(chars);
              try {
                use.accept(chars);
              } finally {
                Arrays.fill(chars, '\0');
                Arrays.fill(decoded.array(), '\0');
              }
              return true;
            });
  }
}
