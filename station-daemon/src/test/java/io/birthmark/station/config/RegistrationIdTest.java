package io.birthmark.station.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "press-000417", "a.b_c:d-e", "a--b"})
  void lettersDigitsAndFourSignsAreAllowed(String text) {
    assertThat(RegistrationId.whyNot(text)).isEmpty();
    assertThat(new RegistrationId(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "press-A, the upper-case letter 'A' at position 7",
        "a b, ' ' at position 2",
        "a/b, '/' at position 2",
        "aä, 'ä' at position 2",
        "a\u200bb, U+200B at position 2",
        "a😀b, U+1F600 at position 2",
        "-a, '-' at its beginning",
        "a., '.' at its end",
        "_, '_' at its beginning"
      })
  void theOffendingCharacterIsNamed(String text, String named) {
    assertThat(RegistrationId.whyNot(text).orElseThrow()).contains(" has " + named + ";");
    assertThatThrownBy(() -> new RegistrationId(text)).hasMessageContaining(named);
  }

  @Test
  void theLengthIsFromOneTo128() {
    assertThat(RegistrationId.whyNot("a".repeat(128))).isEmpty();
    assertThat(RegistrationId.whyNot("a".repeat(129)).orElseThrow())
        .contains("has 129 characters; 128 are allowed");
    assertThat(RegistrationId.whyNot("")).contains("the registration ID is empty");
  }
}
