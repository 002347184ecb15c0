package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.birthmark.hsm.SecretBytes;
import java.io.IOException;
import java.util.Optional;

/**
 * The two keys of an enrollment or a group, as the service gives them to whoever may have them.
 *
 * @param primary wiped when this is closed
 */
record ServiceKeys(SecretBytes primary, Optional<SecretBytes> secondary) implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads an attestation mechanism: {@code {"type":"symmetricKey","symmetricKey":{"primaryKey":…,
   * "secondaryKey":…}}}. The keys become bytes at once and never text. Empty when it is another
   * mechanism or no such answer; the caller wipes {@code json}.
   */
  static Optional<ServiceKeys> read(byte[] json) {
    Optional<SecretBytes> primary = Optional.empty();
    Optional<SecretBytes> secondary = Optional.empty();
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
          if (text && name.equals("primaryKey") && primary.isEmpty()) {
            primary = Optional.of(SecretBytes.taking(parser.getBinaryValue()));
          } else if (text && name.equals("secondaryKey") && secondary.isEmpty()) {
            secondary = Optional.of(SecretBytes.taking(parser.getBinaryValue()));
          }
        }
      }
    } catch (IOException e) {
      // Not JSON, or a key that is not base64: then it is no key. The parser's message may quote
      // it.
      primary.ifPresent(SecretBytes::close);
      secondary.ifPresent(SecretBytes::close);
      return Optional.empty();
    }
    Optional<SecretBytes> second = secondary;
    return primary.map(first -> new ServiceKeys(first, second));
  }

  @Override
  public void close() {
    primary.close();
    secondary.ifPresent(SecretBytes::close);
  }
}
