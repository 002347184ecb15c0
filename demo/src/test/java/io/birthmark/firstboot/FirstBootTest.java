package io.birthmark.firstboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line of {@code bin/first-boot}, as far as it goes without a device. */
class FirstBootTest {
  @TempDir private Path folder;

  private record Said(int exit, String out, String err) {}

  private static Said firstBoot(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new CommandLine(new FirstBoot())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Said(exit, out.toString(), err.toString());
  }

  private static void assertWrongUse(Said said, String saying) {
    assertThat(said.exit()).as(said.err()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).contains(saying);
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void oneElementMustBeChosen() {
    assertWrongUse(firstBoot(), "--tpm");
  }

  @Test
  void twoElementsAreOneTooMany() throws Exception {
    assertWrongUse(
        firstBoot(
            "--tpm",
            "tcp:127.0.0.1:1",
            "--pkcs11",
            "m.so",
            "--token",
            "t",
            "--pin-file",
            file("pin", "1234")),
        "mutually exclusive");
  }

  @Test
  void aTokenNeedsItsLabelAndItsPin() {
    assertWrongUse(firstBoot("--pkcs11", "m.so"), "--token");
    assertWrongUse(firstBoot("--pkcs11", "m.so", "--token", "t"), "--pin-file");
  }

  @Test
  void anAddressThatIsNoneIsWrongUse() {
    assertWrongUse(firstBoot("--tpm", "over there"), "over there");
  }

  @Test
  void thePinFileMustBeThereAndNotEmpty() throws Exception {
    String missing = folder.resolve("nowhere").toString();
    assertWrongUse(
        firstBoot("--pkcs11", "m.so", "--token", "t", "--pin-file", missing), "there is no file");
    for (String empty : new String[] {"", "\n", "\r\n"}) {
      assertWrongUse(
          firstBoot("--pkcs11", "m.so", "--token", "t", "--pin-file", file("pin", empty)),
          "is empty");
    }
  }

  @Test
  void theCaFileMustHoldCertificates() throws Exception {
    assertWrongUse(
        firstBoot("--tpm", "tcp:127.0.0.1:1", "--ca", folder.resolve("no.pem").toString()),
        "no.pem");
    assertWrongUse(
        firstBoot("--tpm", "tcp:127.0.0.1:1", "--ca", file("empty.pem", "")),
        "holds no certificates");
    assertWrongUse(
        firstBoot("--tpm", "tcp:127.0.0.1:1", "--ca", file("bad.pem", "-----BEGIN NONSENSE")),
        "holds no certificates");
  }

  @Test
  void aTpmThatIsNotThereIsNotWrongUse() {
    Said said = firstBoot("--tpm", "tcp:127.0.0.1:1");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).startsWith("not registered: ");
  }

  @Test
  void aModuleThatIsNotThereIsNotWrongUse() throws Exception {
    Said said =
        firstBoot(
            "--pkcs11",
            folder.resolve("none.so").toString(),
            "--token",
            "t",
            "--pin-file",
            file("pin", "1234"));
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err())
        .startsWith("not registered: ")
        .contains("none.so")
        .doesNotContain("1234");
  }
}
