package io.birthmark.station.config;

import io.birthmark.hsm.pkcs11.module.TokenChoice;
import java.nio.file.Path;
import java.util.Optional;

/** The keys by which a token and its module are named, in a slot and in the issuer's section. */
final class TokenKeys {
  /** CK_TOKEN_INFO has room for so many bytes (PKCS#11 v3.0, section 3.2). */
  private static final int LABEL_BYTES = 32;

  private static final int SERIAL_BYTES = 16;

  private TokenKeys() {}

  /** What {@code module} names; whether the file is there is asked when it is needed. */
  static Optional<Path> module(Section section) {
    if (!section.has("module")) {
      section.missing("module", "the path of the maker's PKCS#11 library");
    }
    return section.path("module");
  }

  /**
   * The token by its label or its serial number.
   *
   * @param labelKey how the key for the label is called in this section
   */
  static TokenChoice choice(Section section, String labelKey) {
    Optional<String> label = text(section, labelKey, LABEL_BYTES);
    Optional<String> serial = text(section, "token_serial", SERIAL_BYTES);
    if (section.has(labelKey) && section.has("token_serial")) {
      section.errorOfTheWhole(
          "token_serial", "does not go with " + labelKey + ": name the token by one of them");
    }
    return label
        .<TokenChoice>map(TokenChoice.ByLabel::new)
        .or(() -> serial.map(TokenChoice.BySerial::new))
        .orElseGet(TokenChoice.Only::new);
  }

  private static Optional<String> text(Section section, String key, int most) {
    return section.parsed(
        key,
        text ->
            text.isBlank() || text.length() > most || text.chars().anyMatch(c -> c < ' ' || c > '~')
                ? new Parsed.Bad<>(
                    "must be 1 to " + most + " visible ASCII characters, got " + Quoted.of(text))
                : new Parsed.Good<>(text));
  }
}
