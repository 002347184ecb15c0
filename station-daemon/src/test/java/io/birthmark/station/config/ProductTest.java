package io.birthmark.station.config;

import static io.birthmark.station.config.ConfigText.LEAST;
import static io.birthmark.station.config.ConfigText.PRODUCT;
import static io.birthmark.station.config.ConfigText.errors;
import static io.birthmark.station.config.ConfigText.loaded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a serial to a registration ID, and the serials a station counts by itself. */
class ProductTest {
  @TempDir Path folder;

  @Test
  void theRegistrationIdIsMadeOfTheSerial() {
    Product press = product("serial = \"[0-9]{6}\"\nregistration_id = \"press-{serial}\"\n");

    assertThat(press.whyNot("000417")).isEmpty();
    assertThat(press.registrationId("000417")).contains(new RegistrationId("press-000417"));
  }

  @Test
  void withoutATemplateItIsLeftToTheEk() {
    assertThat(product("").registrationId("000417")).isEmpty();
  }

  @Test
  void theWholeSerialHasToMatch() {
    Product press = product("serial = \"[0-9]{6}\"\n");

    assertThat(press.whyNot("0004171"))
        .contains("the serial \"0004171\" does not match \"[0-9]{6}\"");
    assertThatThrownBy(() -> press.registrationId("0004171"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void upperCaseBecomesLowerAsTheServiceDoesNotTellThemApart() {
    Product press = product("registration_id = \"press-{serial}\"\n");

    assertThat(press.registrationId("AB-12")).contains(new RegistrationId("press-ab-12"));
  }

  @Test
  void aSerialThatMakesAnImpossibleIdIsRefused() {
    Product press = product("serial = \".*\"\nregistration_id = \"{serial}\"\n");

    assertThat(press.whyNot("a/b"))
        .contains(
            "the registration ID \"a/b\" has '/' at position 2; allowed are lower-case letters,"
                + " digits and - . _ : with a letter or digit at both ends");
    assertThat(press.whyNot("ab-").orElseThrow()).contains("has '-' at its end");
  }

  @ParameterizedTest
  @CsvSource({"'a b', ' '", "'a\tb', U+0009", "'ä', 'ä'"})
  void aSerialIsVisibleAsciiWhateverTheExpressionSays(String serial, String named) {
    Product press = product("serial = \".*\"\n");

    assertThat(press.whyNot(serial).orElseThrow())
        .contains(named)
        .contains("only visible ASCII characters are allowed");
    assertThat(press.whyNot("")).contains("the serial is empty");
    assertThat(press.whyNot("1".repeat(65)).orElseThrow()).contains("more than 64 characters");
  }

  @Test
  void aRangeIsCountedInItsFormat() {
    Product press =
        product(
            """
            serial_from = "range"
            serial_first = 8
            serial_last = 12
            serial_format = "P{n:03}x"
            """);

    SerialSource.Range range = (SerialSource.Range) press.serialSource();
    assertThat(range.serial(8)).isEqualTo("P008x");
    assertThat(range.serial(1234)).isEqualTo("P1234x");
    assertThat(range.contains(12)).isTrue();
    assertThat(range.contains(13)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1     | 99     | {n}     | [0-9]{2}   | the serial "1" does not match "[0-9]{2}"
          1     | 500000 | {n:05}  | [0-9]{5}   | the serial "500000" does not match "[0-9]{5}"
          90000 | 110000 | {n}     | [0-9]{5}   | the serial "110000" does not match "[0-9]{5}"
          9     | 5000   | {n}     | [0-9]{2,4} | the serial "9" does not match
          1     | 5000   | {n}     | [0-9]([0-9]{2,3})? | the serial "10" does not match
          5     | 7      | {n}     | [57]       | the serial "6" does not match
          5     | 4      | {n}     | [0-9]+     | must not be less than serial_first, which is 5
          1     | 2      | x       | .*         | must have {n} in it once
          1     | 2      | {n}{n}  | .*         | must have {n} in it once
          1     | 2      | {n:6}   | .*         | must have {n} in it once
          1     | 2      | {n:019} | .*         | must have {n} in it once
          1     | 2      | {n} x   | .*         | only visible ASCII
          -1    | 2      | {n}     | .*         | must be a whole number from 0 to 999999999999999999, got -1
          """)
  void aRangeThatDoesNotFitIsFoundNow(
      long first, long last, String format, String rule, String said) {
    String range =
        """
        serial_from = "range"
        serial_first = %d
        serial_last = %d
        serial_format = "%s"
        """
            .formatted(first, last, format);

    assertThat(errors(folder, withProduct(range + "serial = \"" + rule + "\"\n")))
        .singleElement()
        .asString()
        .contains(said);
  }

  @Test
  void aRangeNeedsItsEnds() {
    assertThat(errors(folder, withProduct("serial_from = \"range\"\n")))
        .hasSize(2)
        .allSatisfy(error -> assertThat(error).contains("as serial_from is \"range\""));
  }

  private Product product(String keys) {
    return loaded(folder, withProduct(keys)).products().get(0);
  }

  private static String withProduct(String keys) {
    return LEAST.replace(PRODUCT, PRODUCT + keys);
  }

  @Test
  void theNumberIsReadBackFromASerialOfItsOwnFormatOnly() {
    SerialSource.Range range = new SerialSource.Range(1, 500, new SerialFormat("P", 6, "x"));

    assertThat(range.number("P000417x")).hasValue(417);
    assertThat(range.number("P417x")).isEmpty();
    assertThat(range.number("P000501x")).isEmpty();
    assertThat(range.number("P-00417x")).isEmpty();
    assertThat(range.number("Px")).isEmpty();
    assertThat(range.number("")).isEmpty();
  }
}
