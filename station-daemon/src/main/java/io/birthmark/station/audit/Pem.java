package io.birthmark.station.audit;

import io.birthmark.hsm.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Public keys as openssl reads and writes them. */
final class Pem {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  static String of(Bytes publicKey) {
    return BEGIN + "\n" + LINES.encodeToString(publicKey.toArray()) + "\n" + END + "\n";
  }

  /**
   * The key.
   *
   * @throws IllegalArgumentException when it is not one
   */
  static Bytes publicKey(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("not a public key in PEM");
    }
    return Bytes.ofBase64(pem.substring(begin + BEGIN.length(), end).replaceAll("\\s", ""));
  }
}
