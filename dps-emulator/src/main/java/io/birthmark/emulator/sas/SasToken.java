package io.birthmark.emulator.sas;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A shared access signature as it stands in the {@code Authorization} header.
 *
 * @param resource {@code sr} exactly as written; the signature covers this text, escaped or not
 * @param signature {@code sig}, decoded to base64 text
 * @param expiry {@code se} exactly as written: seconds since 1970
 * @param keyName {@code skn}, decoded; empty where the client sends none
 */
public record SasToken(String resource, String signature, String expiry, String keyName) {

  private static final String SCHEME = "SharedAccessSignature ";
  private static final List<String> FIELDS = List.of("sr", "sig", "se", "skn");

  /** Empty if the header is anything but a complete token. */
  public static Optional<SasToken> parse(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (String field : header.substring(SCHEME.length()).strip().split("&")) {
      String[] pair = field.split("=", 2);
      boolean known = pair.length == 2 && FIELDS.contains(pair[0]);
      if (known && fields.put(pair[0], pair[1]) != null) {
        return Optional.empty();
      }
    }
    String resource = fields.getOrDefault("sr", "");
    String expiry = fields.getOrDefault("se", "");
    if (resource.isEmpty() || !expiry.matches("[0-9]{1,15}") || !fields.containsKey("sig")) {
      return Optional.empty();
    }
    return decoded(fields.getOrDefault("sig", ""))
        .flatMap(
            signature ->
                decoded(fields.getOrDefault("skn", ""))
                    .map(keyName -> new SasToken(resource, signature, expiry, keyName)));
  }

  public boolean signedBy(Secret key) {
    byte[] expected = key.hmacSha256(resource + "\n" + expiry);
    return MessageDigest.isEqual(
        Base64.getEncoder().encodeToString(expected).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  public boolean expired(Clock clock) {
    return Long.parseLong(expiry) <= clock.instant().getEpochSecond();
  }

  /** What the token is for, in plain text; empty if it cannot be decoded. */
  public String plainResource() {
    return decoded(resource).orElse("");
  }

  private static Optional<String> decoded(String text) {
    try {
      // Base64's plus comes unescaped from some clients; form decoding would make it a space.
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Without the signature: a token is a key for as long as it lives. */
  @Override
  public String toString() {
    return "SasToken[resource=" + resource + ", expiry=" + expiry + ", keyName=" + keyName + "]";
  }
}
