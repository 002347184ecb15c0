package io.birthmark.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What label designers export is a template as it is; the picture shows where a printer prints. */
final class DesignerExportTest {
  private static final String EXPORT =
      """
      \u0010CT~~CD,~CC^~CT~
      ^XA
      ~TA000
      ~JSN
      ^LT0
      ^MNW
      ^MTT
      ^PON
      ^PMN
      ^LH0,0
      ^JMA
      ^PR4,4
      ~SD15
      ^JUS
      ^LRN
      ^CI27
      ^PA0,1,1,0
      ^XZ
      ^XA
      ^MMT
      ^PW480
      ^LL200
      ^LS0
      ^FPH,3^FT20,40^A0N,30,30^FB182,1,9,C^FH\\^CI28^FD${serial}\\5C&^FS^CI27
      ^BY2,3,50^FT20,100^BCN,,Y,N
      ^FH\\^FD>:${serial}^FS
      ^BY128,128^FT300,180^BXN,4,200,0,0,1,~
      ^FH\\^FD${registrationId}^FS
      ^PQ1,0,1,Y
      ^XZ
      """;

  @Test
  void its_setting_up_of_the_printer_is_left_out_and_told_and_the_label_is_the_template() {
    LabelTemplate template = Values.template("\uFEFF" + EXPORT.replace("\n", "\r\n"));
    assertThat(template.notices())
        .singleElement()
        .asString()
        .isEqualTo(
            "line 18: what sets the printer up, before the label, is left out;"
                + " it keeps its own settings");
    Label label = Values.filled(template, Values.of("000417", "press-000417"));
    assertThat(label.codes()).containsExactly("000417", "press-000417");
    assertThat(label.text()).startsWith("^XA\n^MMT^PW480").doesNotContain("~", "^JU");
  }

  @Test
  void a_fault_in_it_has_its_own_line() {
    assertThat(LabelTemplate.read(EXPORT.replace("registrationId", "id"), 203))
        .isInstanceOfSatisfying(
            LabelTemplate.Reading.Refused.class,
            refused -> assertThat(refused.faults().get(0).line()).isEqualTo(28));
  }

  @Test
  void two_labels_are_no_template() {
    String label = "^XA^PW400^LL200^FO1,1^FD${serial}^FS^XZ";
    assertThat(LabelTemplate.read(label + label, 203))
        .isInstanceOf(LabelTemplate.Reading.Refused.class);
  }

  /** The corners are those of zpl-renderer-js, but for the widths of letters. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^FT200,200^BCN,40,N^FD12^FS                  | 200,160 - 314,200
          ^FT200,200^BCR,40,N^FD12^FS                  | 200,200 - 240,314
          ^FT200,200^BCI,40,N^FD12^FS                  | 86,200 - 200,240
          ^FT200,200^BCB,40,N^FD12^FS                  | 160,86 - 200,200
          ^FO200,200^BCB,40,N^FD12^FS                  | 200,200 - 240,314
          ^FT200,200^BXI,4,200^FD12^FS                 | 160,200 - 200,240
          ^FO100,100^BQN,2,4^FDMA,abc^FS               | 100,110 - 184,194
          ^BY2,3,50^FO100,100^BQN,2,4^FDMA,abc^FS      | 100,150 - 184,234
          ^FT200,200^A0R,40^FDH^FS                     | 199,203 - 229,227
          ^FT200,200^A0I,40^FDH^FS                     | 173,199 - 197,229
          ^FT200,200^A0B,40^FDH^FS                     | 171,173 - 201,197
          ^FT100,200^A0N,40^FB200,3,0,L^FDH\\&H^FS      | 103,91 - 127,161
          """)
  void a_field_stands_where_a_printer_puts_it(String field, String corners) {
    Label label =
        Values.filled(
            Values.template("^XA^PW400^LL400" + field + "^FO0,0^FD${serial}^FS^XZ"),
            Values.of(" ", "x"));
    assertThat(corners(label.picture())).isEqualTo(corners.strip());
  }

  private static String corners(Picture picture) {
    int left = picture.width();
    int top = picture.height();
    int right = 0;
    int bottom = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        if (picture.black(x, y)) {
          left = Math.min(left, x);
          top = Math.min(top, y);
          right = Math.max(right, x + 1);
          bottom = Math.max(bottom, y + 1);
        }
      }
    }
    return left + "," + top + " - " + right + "," + bottom;
  }
}
