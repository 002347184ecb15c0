package io.birthmark.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelTemplateTest {
  private static final String BEGIN = "^XA^PW400^LL200";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                                  | it has no command
          ^FO1,1^FD${serial}^FS                                  | from ^XA to ^XZ
          ^XA^PW400^LL200^FO1,1^FD${serial}^FS^XZ^XA^XZ          | from ^XA to ^XZ
          ^XA^LL200^FO1,1^FD${serial}^FS^XZ                      | ^PW is missing
          ^XA^PW99999^LL200^FO1,1^FD${serial}^FS^XZ              | more than 4000 dots
          ^XA^PW400^LL200^FO1,1^FD${serial}^XZ                   | not ended by ^FS
          ^XA^PW400^LL200^FO1,1^FD${serial}^FO2,2^FDx^FS^XZ      | not ended by ^FS
          ^XA^PW400^LL200^FO1,1^FD${serail}^FS^XZ                | there is no field ${serail}
          ^XA^PW400^LL200^FO1,1^FD${}${serial}^FS^XZ             | there is no field ${}
          ^XA^PW400^LL200^FO1,1^FD${serial^FS^XZ                 | a ${ without its }
          ^XA^PW400^LL200^FO${serial},1^FDx^FS^XZ                | can only stand in ^FD
          ^XA^PW400^LL200^FO1,1^FDx^FS^XZ                        | all labels would be the same
          ^XA^PW400^LL200^FO1,1^FDé ${serial}^FS^XZ              | say ^CI28
          ^XA^PW400^LL200^PQ2^FO1,1^FD${serial}^FS^XZ            | a device has one
          ^XA^PW400^LL200^FO1,1^FD${serial}^FS~JR^XZ             | changes the printer
          ^XA^PW400^LL200^MUM^FO1,1^FD${serial}^FS^XZ            | changes the printer
          ^XA^PW400^LL200^LRY^FO1,1^FD${serial}^FS^XZ            | turns black and white
          ^XA^PW400^LL200^CF0,99999^FO1,1^FD${serial}^FS^XZ      | more than 4000 dots
          ^XA^PW400^LL200^FO1,1^GB100000,9,9^FS^FD${serial}^FS^XZ | more than 4000 dots
          ^XA^PW400^LL200^BQN,2,3^FO1,1^FD${serial}^FS^XZ        | ^FDQA
          ^XA^PW400^LL200^PQ100000^FO1,1^FD${serial}^FS^XZ       | a device has one
          ^XA^PW400^LL200^FO1,1^BQN,2,3^FD${serial}^FS^XZ        | ^FDQA
          ^XA^PW400^LL200^FO1,1^BXN,6^FD${serial}^FS^XZ          | quality 200
          ^XA^PW400^LL200^FO1,1^BXN,6,200,,,,_^FD_1${serial}^FS^XZ | escapes such as _1
          ^XA^PW400^LL200^FO1,1^BCN,9^FDA>${serial}^FS^XZ        | may only begin with
          ^XA^PW400^LL200^FO1,1^BCN,9^FD${serial}>5^FS^XZ        | may only begin with
          ^XA^PW400^LL200^FO1,1^BCN,9^FH^FD_3E5${serial}>5^FS^XZ | may only begin with
          ^XA^PW400^LL200^FO1,1^BCN,9,N,N,N,U^FD${serial}^FS^XZ  | of mode U or D
          """)
  void what_is_wrong_with_a_template_is_said_when_it_is_read(String zpl, String says) {
    assertThat(LabelTemplate.read(zpl, 203))
        .isInstanceOfSatisfying(
            LabelTemplate.Reading.Refused.class,
            refused -> assertThat(refused.faults()).anyMatch(f -> f.sentence().contains(says)));
  }

  @Test
  void a_fault_names_its_line() {
    assertThat(LabelTemplate.read(BEGIN + "\n\n^FO1,1^FD${nothing}${serial}^FS\n^XZ", 203))
        .isInstanceOfSatisfying(
            LabelTemplate.Reading.Refused.class,
            refused -> assertThat(refused.faults().get(0).line()).isEqualTo(3));
  }

  @Test
  void a_command_that_is_not_drawn_is_told_and_sent() {
    LabelTemplate template =
        Values.template(BEGIN + "^FO1,1^GFA,1,1,1,FF^FS^FO9,9^FD${serial}^FS^XZ");
    assertThat(template.notices()).singleElement().asString().contains("^GF");
    assertThat(Values.filled(template, Values.of("1", "x-1")).text()).contains("^GFA,1,1,1,FF");
  }

  @Test
  void what_a_printer_would_take_for_a_command_is_escaped() {
    LabelTemplate template = Values.template(BEGIN + "^FO9,30^FDa_b ${serial}^FS^XZ");
    assertThat(Values.filled(template, Values.of("^XZ~_\\", "x")).text())
        .contains("^FH^FDa_5Fb _5EXZ_7E_5F_5C^FS")
        .containsOnlyOnce("^XZ");
  }

  @Test
  void an_escape_of_the_designers_is_understood() {
    LabelTemplate template =
        Values.template("^XA^CI28^PW400^LL200^FO9,30^FH#^FD#C3#A9 ${serial}^FS^XZ");
    assertThat(Values.filled(template, Values.of("7", "x")).text()).contains("^FH^FD_C3_A9 7^FS");
  }

  @Test
  void a_value_too_long_for_the_label_or_for_its_box_gives_no_label() {
    Map<LabelField, String> longer = Values.of("M".repeat(64), "x");
    assertThat(LabelTemplate.usual(203).fill(longer)).isInstanceOf(Filling.Unfit.class);
    assertThat(Values.template(BEGIN + "^FO9,30^A0N,30^FB90,1^FD${serial}^FS^XZ").fill(longer))
        .isInstanceOfSatisfying(
            Filling.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("^FB"));
  }

  @Test
  void a_value_outside_the_code_page_gives_no_label() {
    assertThat(Values.template(BEGIN + "^FO9,30^FD${serial}^FS^XZ").fill(Values.of("é", "x")))
        .isInstanceOfSatisfying(
            Filling.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("^CI28"));
  }

  @Test
  void a_code_page_that_is_left_again_is_left() {
    LabelTemplate template =
        Values.template(BEGIN + "^CI28^FO9,30^FD${serial}^FS^CI27^FO9,90^FD${serial}^FS^XZ");
    assertThat(template.fill(Values.of("é", "x"))).isInstanceOf(Filling.Unfit.class);
    assertThat(template.fill(Values.of("e", "x"))).isInstanceOf(Filling.Filled.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"漢字", "4\ud83d\ude007", "a\u0301", "\u05d0\u05d1", "4\u00007", "4\t7", "\u007f"})
  void what_has_no_shape_is_refused_and_not_shown_as_something_else(String serial) {
    for (LabelTemplate template :
        new LabelTemplate[] {
          LabelTemplate.usual(203),
          LabelTemplate.usualForLongNames(203),
          Values.template(BEGIN + "^CI28^FO9,30^FD${serial}^FS^XZ")
        }) {
      assertThat(template.fill(Values.of(serial, "x"))).isInstanceOf(Filling.Unfit.class);
    }
  }

  @ParameterizedTest
  @CsvSource({">;,A7", ">;,417", ">9,abc", ",\u00f34", ">:,é"})
  void a_code_128_takes_only_what_its_code_set_has(String begin, String serial) {
    String data = begin == null ? "" : begin;
    assertThat(
            Values.template(BEGIN + "^CI28^FO40,40^BCN,40,N,N,N^FD" + data + "${serial}^FS^XZ")
                .fill(Values.of(serial, "x")))
        .isInstanceOfSatisfying(
            Filling.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("barcode of ^BC"));
  }

  @Test
  void the_escape_character_of_a_data_matrix_is_in_its_own_data_and_in_no_others() {
    LabelTemplate template =
        Values.template(
            BEGIN + "^FO9,30^BXN,4,200,0,0,1,~\r\n^FH\\^FD${serial}^FS^FO9,150^FD${product}^FS^XZ");
    assertThat(Values.filled(template, Values.of("A_101", "x")).text())
        .contains("^BXN,4,200,0,0,1,|^FH^FDA_5F101^FS");
    assertThat(template.fill(Values.of("_|!#%$&@*+=?/;:<>()[]{}'\"`-.", "x")))
        .isInstanceOfSatisfying(
            Filling.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("no escape"));
  }

  /** Letters differ in width, so some of them would fit by chance and stop the line at others. */
  @Test
  void every_registration_id_that_is_made_of_an_ek_fits() {
    Random random = new Random(6);
    for (int n = 0; n < 300; n++) {
      String id =
          random
              .ints(52, 0, 32)
              .mapToObj(i -> "abcdefghijklmnopqrstuvwxyz234567".substring(i, i + 1))
              .collect(Collectors.joining());
      for (int dpi : new int[] {203, 300}) {
        assertThat(LabelTemplate.usualForLongNames(dpi).fill(Values.of("SN-2026-11-25-000417", id)))
            .isInstanceOf(Filling.Filled.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^BY900^FO1,1^BCN,9^FD${serial}^FS",
        "^FO1,1^BXN,900,200^FD${serial}^FS",
        "^FO1,1^BQN,2,900^FDQA,${serial}^FS",
        "^FO1,1^A0N,4000,4000^FD${serial}^FS"
      })
  void what_is_larger_than_any_label_is_refused_before_it_is_drawn(String field) {
    assertThat(Values.template(BEGIN + field + "^XZ").fill(Values.of("M".repeat(40), "x")))
        .isInstanceOf(Filling.Unfit.class);
    assertThat(
            Values.template(BEGIN + "^FO1,1^BQN,2,3^FDQA,${serial}^FS^XZ").fill(Values.of("", "")))
        .isInstanceOf(Filling.Unfit.class);
  }

  @Test
  void the_usual_label_keeps_the_white_beside_its_code_128() {
    for (int dpi : new int[] {203, 300}) {
      assertThat(LabelTemplate.usual(dpi).fill(Values.of("ABCDEFGHJKL2", "x")))
          .isInstanceOf(Filling.Filled.class);
      assertThat(LabelTemplate.usual(dpi).fill(Values.of("ABCDEFGHJKLMN4", "x")))
          .isInstanceOfSatisfying(
              Filling.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("white"));
    }
  }

  @Test
  void check_characters_tell_a_wrong_character_and_a_swapped_pair() {
    assertThat(CheckCharacters.of("000417", "press-000417"))
        .isNotEqualTo(CheckCharacters.of("000418", "press-000417"))
        .isNotEqualTo(CheckCharacters.of("000471", "press-000417"));
  }

  @Test
  void the_picture_is_a_png_with_exactly_the_dots() throws IOException {
    Picture picture = Values.filled(LabelTemplate.usual(300), Values.of("7", "x-7")).picture();
    var image = ImageIO.read(new ByteArrayInputStream(picture.png()));
    assertThat(image.getWidth()).isEqualTo(picture.width());
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        assertThat((image.getRGB(x, y) & 0xFFFFFF) == 0).isEqualTo(picture.black(x, y));
      }
    }
  }

  @Test
  void the_picture_sent_to_a_printer_has_the_same_dots_as_the_preview() {
    Picture picture = Values.filled(LabelTemplate.usual(203), Values.of("7", "x-7")).picture();
    String zpl = new String(picture.zpl(), java.nio.charset.StandardCharsets.US_ASCII);
    String hex = zpl.substring(zpl.indexOf(",50,") + 4, zpl.indexOf("^FS"));
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int nibble = Character.digit(hex.charAt((y * 50 + x / 8) * 2 + x % 8 / 4), 16);
        assertThat((nibble & 8 >> x % 4) != 0).isEqualTo(picture.black(x, y));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^FO40,30^BQN,2,9^FDQA,${serial}^FS^FO60,60^A0N,24^FDpress^FS",
        "^FO60,60^A0N,24^FDpress^FS^FO40,30^BQN,2,9^FDQA,${serial}^FS"
      })
  void nothing_stands_in_a_code(String fields) {
    assertThat(
            Values.template("^XA^CI28^PW400^LL300" + fields + "^XZ")
                .fill(Values.of("000417", "press-000417")))
        .isInstanceOfSatisfying(
            Filling.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("reaches over"));
  }
}
