package io.birthmark.station.enrollment.dps;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of a shared access policy. It signs; it is never shown. */
public final class SasKey {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SasKey(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * A key as it signs, that is, decoded from the base64 in which the portal shows it.
   *
   * @param raw copied; the caller may wipe it
   * @throws IllegalArgumentException when there is nothing in it
   */
  public static SasKey of(byte[] raw) {
    if (raw.length == 0) {
      throw new IllegalArgumentException("the policy key is empty");
    }
    return new SasKey(new SecretKeySpec(raw, ALGORITHM));
  }

  byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "SasKey[not shown]";
  }
}
