package io.birthmark.station.config;

import static io.birthmark.station.config.ConfigText.LEAST;
import static io.birthmark.station.config.ConfigText.errors;
import static io.birthmark.station.config.ConfigText.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of {@code [printer]} and of templates before the line starts. */
final class PrinterConfigTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ipp://[::1/queue",
        "ipp://[::::]/queue",
        "ipp://a:b/queue",
        "ipp://a:99999/queue",
        "ipp://a:0/queue",
        "ipp:///queue",
        "ipp://a",
        "tcp://a:0",
        "tcp://a:99999",
        "dir:labels",
        "dir:/a\\u0000b",
        "exec:",
        "lp0"
      })
  void anAddressThatLeadsNowhereIsRefused(String address) {
    assertThat(errors(folder, LEAST + "[printer]\naddress = \"" + address + "\"\n"))
        .anyMatch(error -> error.contains("printer.address: must be tcp://HOST:PORT, ipp://"));
  }

  @ParameterizedTest
  @CsvSource({"tcp://10.0.0.7,png,true", "tcp://10.0.0.7,picture,false", "dir:/tmp,png,false"})
  void aZplPrinterIsSentNoPng(String address, String send, boolean refused) {
    String printer = "[printer]\naddress = \"" + address + "\"\nsend = \"" + send + "\"\n";
    assertThat(errors(folder, LEAST + printer).toString().contains("say \"picture\""))
        .isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource({"203,false", "300,false", "600,true", "152,true"})
  void whereTheUsualLabelHasAnotherSizeThereIsANotice(int dpi, boolean told) {
    String printer = "[printer]\naddress = \"tcp://p\"\ndpi = " + dpi + "\n";
    assertThat(loaded(folder, LEAST + printer).notices().toString().contains("50 x 25 mm"))
        .isEqualTo(told);
  }

  @Test
  void withVerifyScanATemplateNeedsACodeOfTheDeviceAndShouldHaveTheNumber() throws IOException {
    String begin = "^XA^PW800^LL400^FO9,300^FD${serial}^FS^FO40,40^BQN,2,3^FDQA,";
    assertThat(errors(folder, verifying(begin + "${registrationUrl}^FS^XZ")))
        .anyMatch(error -> error.contains("has no barcode of the device, so verify_scan"));
    assertThat(loaded(folder, verifying(begin + "${serial}^FS^XZ")).notices().toString())
        .contains("a scan cannot tell a reprinted label");
    assertThat(loaded(folder, verifying(begin + "${serial}-${number}^FS^XZ")).notices()).isEmpty();
  }

  @Test
  void aTemplateThatIsNoTextOrLargerThanAnyLabelIsRefusedByItsName() throws IOException {
    Path file = folder.resolve("label.zpl");
    Files.write(file, new byte[] {'^', 'X', 'A', (byte) 0xff});
    assertThat(errors(folder, withLabel(file)))
        .anyMatch(error -> error.contains("label.zpl: is no text in UTF-8"));
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThat(errors(folder, withLabel(file)))
        .anyMatch(error -> error.contains("label.zpl: is larger than 1 MiB"));
  }

  private static String withLabel(Path file) {
    return LEAST.replace(
        "attestation = \"tpm\"", "attestation = \"tpm\"\nlabel = \"" + file + "\"");
  }

  private String verifying(String zpl) throws IOException {
    Path file = Files.writeString(folder.resolve("label.zpl"), zpl);
    return withLabel(file) + "[printer]\naddress = \"tcp://p\"\nverify_scan = true\n";
  }
}
