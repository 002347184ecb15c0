package io.birthmark.station.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check digits by vectors that others have published. */
class CheckDigitTest {

  // Luhn: an IMEI, a test card, the number of Wikipedia's page. GS1: EAN-13 of a book and of a pen,
  // an EAN-8, an SSCC of GS1's own page. MOD 97-10: two LEIs, and the example of the standard.
  // MOD 37,36: a GRid of the IFPI's page and an ISAN.
  @ParameterizedTest
  @CsvSource({
    "LUHN, 490154203237518",
    "LUHN, 4111111111111111",
    "LUHN, 79927398713",
    "GS1, 9783161484100",
    "GS1, 4006381333931",
    "GS1, 73513537",
    "GS1, 106141412345678908",
    "MOD97, 5493001KJTIIGC8Y1R12",
    "MOD97, 529900T8BM49AURSDO55",
    "MOD97, 79444",
    "MOD37, A12425GABC1234002M",
    "MOD37, 00000000D07A0090Q"
  })
  void whatIsPublishedFitsAndNoSingleSlipDoes(CheckDigit check, String serial) {
    assertThat(check.knows(serial)).isTrue();
    assertThat(check.fits(serial)).isTrue();
    for (int i = 0; i < serial.length(); i++) {
      String slip = serial.substring(0, i) + another(serial.charAt(i)) + serial.substring(i + 1);
      assertThat(check.fits(slip)).as(slip).isFalse();
    }
  }

  private static char another(char c) {
    if (Character.isDigit(c)) {
      return c == '7' ? '1' : '7';
    }
    return c == 'X' ? 'Q' : 'X';
  }

  @ParameterizedTest
  @CsvSource({"LUHN, 12A4", "LUHN, 7", "GS1, ''", "MOD97, 12a4", "MOD97, 44", "MOD37, A-B"})
  void whatCannotBeCheckedIsNotKnown(CheckDigit check, String serial) {
    assertThat(check.knows(serial)).isFalse();
  }

  @Test
  void aRuleTellsASlipFromAnotherForm() {
    SerialRule rule = new SerialRule("[0-9]{8}", CheckDigit.LUHN);

    assertThat(rule.whyNot("00004176")).isEmpty();
    assertThat(rule.whyNot("00004167"))
        .hasValueSatisfying(why -> assertThat(why).contains("wrong"));
    assertThat(rule.mistyped("00004167")).isTrue();
    assertThat(rule.mistyped("00004176")).isFalse();
    assertThat(rule.mistyped("lathe-7")).isFalse();
  }

  @Test
  void theGroupCalledCheckedIsWhatIsChecked() {
    SerialRule rule = new SerialRule("PR-(?<checked>[0-9A-Z]+)/[0-9]", CheckDigit.MOD97);

    assertThat(rule.whyNot("PR-79444/7")).isEmpty();
    assertThat(rule.mistyped("PR-79445/7")).isTrue();
    assertThat(rule.mistyped("PR-4/7")).as("too short to have any").isTrue();
  }

  @Test
  void aRangeWritesTheCheckDigitsAndReadsItsNumbersBack() {
    SerialFormat format = new SerialFormat("PR", 6, CheckDigit.LUHN, "-A");

    assertThat(format.serial(417)).isEqualTo("PR0004176-A");
    assertThat(format.number("PR0004176-A")).isEqualTo(OptionalLong.of(417));
    assertThat(format.number("PR0004175-A")).isEmpty();
    assertThat(new SerialFormat("", 1, CheckDigit.MOD97, "").serial(794)).isEqualTo("79444");
  }
}
