package io.birthmark.emulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes shared access signatures, as the clients do. */
final class Sas {

  /** In the year 2100. */
  static final long FAR_FUTURE = 4102444800L;

  private Sas() {}

  static String token(String resource, String base64Key, long expiry, String keyName) {
    String signature = sign(base64Key, resource + "\n" + expiry);
    return "SharedAccessSignature sr="
        + resource
        + "&sig="
        + URLEncoder.encode(signature, StandardCharsets.UTF_8)
        + "&se="
        + expiry
        + "&skn="
        + keyName;
  }

  static String sign(String base64Key, String text) {
    return Base64.getEncoder().encodeToString(hmac(Base64.getDecoder().decode(base64Key), text));
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A token of a connection string's policy for the whole service. */
  static String of(String connectionString) {
    return token(
        field(connectionString, "HostName"),
        field(connectionString, "SharedAccessKey"),
        FAR_FUTURE,
        field(connectionString, "SharedAccessKeyName"));
  }

  static String field(String connectionString, String name) {
    for (String part : connectionString.split(";")) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError("no " + name);
  }
}
