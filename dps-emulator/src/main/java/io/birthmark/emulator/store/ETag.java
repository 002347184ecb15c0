package io.birthmark.emulator.store;

import io.birthmark.emulator.http.RandomSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The version of a stored record.
 *
 * @param value without quotes; the JSON member {@code etag} carries it with them
 */
public record ETag(String value) {

  public static ETag fresh(RandomSource random) {
    return new ETag(random.uuid().toString());
  }

  /** Reads what {@link #quoted} wrote. */
  public static ETag ofQuoted(String text) {
    return new ETag(text.substring(1, text.length() - 1));
  }

  public String quoted() {
    return '"' + value + '"';
  }

  /** A registration's ETag is written in base64, an enrollment's is not; the service does so. */
  public String quotedBase64() {
    return Base64.getEncoder().encodeToString(quoted().getBytes(StandardCharsets.UTF_8));
  }
}
