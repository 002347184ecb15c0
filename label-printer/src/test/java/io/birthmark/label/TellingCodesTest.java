package io.birthmark.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which of a label's codes tell it from every other: PASS hangs on a scan of one of them. */
final class TellingCodesTest {
  private static final String BEGIN = "^XA^PW800^LL400";
  private static final String ARTICLE = "^FO40,40^BCN,40,N,N,N^FD${product}^FS";

  private static Label label(String fields) {
    return Values.filled(Values.template(BEGIN + fields + "^XZ"), Values.of("417", "417"));
  }

  @Test
  void a_code_that_is_on_every_label_of_the_product_tells_nothing() {
    Label label = label(ARTICLE + "^FO40,150^BQN,2,4^FDQA,SN ${serial}^FS");
    assertThat(label.codes()).containsExactly("product", "SN 417");
    assertThat(label.telling()).containsExactly("SN 417");
  }

  @Test
  void a_registration_id_that_is_the_serial_does_not_make_the_serial_s_code_tell() {
    Label usual = Values.filled(LabelTemplate.usual(203), Values.of("417", "417"));
    assertThat(usual.codes()).containsExactly("417 417 1", "417");
    assertThat(usual.telling()).containsExactly("417 417 1");
  }

  @Test
  void without_a_number_the_registration_id_tells_more_than_the_serial() {
    String both = "^FO40,40^BXN,6,200^FD${serial}^FS^FO40,200^BXN,6,200^FDid ${registrationId}^FS";
    assertThat(label(both).telling()).containsExactly("id 417");
    assertThat(Values.template(BEGIN + both + "^XZ").hasCodeOfTheLabel()).isFalse();
    assertThat(LabelTemplate.usual(203).hasCodeOfTheLabel()).isTrue();
  }

  @Test
  void neither_an_address_nor_a_code_that_cannot_be_drawn_is_the_device_s() {
    String address = "^FO40,40^BQN,2,3^FDQA,${registrationUrl}^FS^FO9,300^FD${serial}^FS";
    assertThat(Values.template(BEGIN + address + "^XZ").hasCodeOfTheDevice()).isFalse();
    assertThat(label(address).telling()).isEmpty();
    String code39 = "^FO40,40^B3N,N,40,N,N^FD${serial}^FS";
    assertThat(Values.template(BEGIN + code39 + "^XZ").hasCodeOfTheDevice()).isFalse();
  }
}
