package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The PINs that a token refused in this process, so that none is tried a second time: a line on
 * which every run tried the same wrong PIN would lock its devices, or its HSM, within minutes. No
 * PIN is kept, only an HMAC with a key that this process made.
 */
final class WrongPins {
  private static final byte[] KEY = new byte[32];
  private static final Map<Bytes, Boolean> REFUSED = new ConcurrentHashMap<>();

  static {
    new SecureRandom().nextBytes(KEY);
  }

  private WrongPins() {}

  /**
   * Whether {@code pin} was refused before. Where the token tells of tries that failed
   * (CKF_…_PIN_COUNT_LOW) and does so no more, somebody has logged in since: then it may be tried
   * again.
   */
  static boolean refused(TokenFacts token, String whose, SecretBytes pin, boolean countLow) {
    Bytes key = key(token, whose, pin);
    boolean toldOfIt = REFUSED.getOrDefault(key, false);
    if (toldOfIt && !countLow) {
      REFUSED.remove(key);
    }
    return REFUSED.containsKey(key);
  }

  /** Remembers that {@code pin} was refused; {@code countLow} is what the token then said. */
  static void remember(TokenFacts token, String whose, SecretBytes pin, boolean countLow) {
    REFUSED.put(key(token, whose, pin), countLow);
  }

  private static Bytes key(TokenFacts token, String whose, SecretBytes pin) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      mac.update((token + "\n" + whose + "\n").getBytes(StandardCharsets.UTF_8));
      return Bytes.of(pin.lend(mac::doFinal));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HMAC-SHA256", e);
    }
  }
}
