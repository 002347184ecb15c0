package io.birthmark.station.enrollment;

import io.birthmark.hsm.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What an HSM computes, from a key that a test may know. */
public final class Hmac {
  private Hmac() {}

  public static SecretBytes of(String key, String text) {
    return of(key.getBytes(StandardCharsets.UTF_8), text);
  }

  public static SecretBytes of(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return SecretBytes.taking(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
