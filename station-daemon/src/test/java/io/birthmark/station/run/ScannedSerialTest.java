package io.birthmark.station.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.station.config.CheckDigit;
import io.birthmark.station.config.Product;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is scanned is judged before the device is so much as looked at. */
class ScannedSerialTest {
  private static final Product PRESS = PaperLine.product("press", "[0-9]{8}", CheckDigit.LUHN);
  private static final Product LATHE =
      PaperLine.product("lathe", "L(?<checked>[0-9A-Z]{6})", CheckDigit.MOD97);
  private static final Product DRILL =
      PaperLine.product("drill", "[A-Za-z0-9._-]{1,64}", CheckDigit.NONE);

  @TempDir Path dir;
  private Optional<PaperLine> opened = Optional.empty();
  private int lookedAt;

  @BeforeEach
  void open() {
    opened =
        Optional.of(
            new PaperLine(dir)
                .slot("A", PRESS, this::device)
                .slot("B", LATHE, this::device)
                .slot("C", DRILL, this::device));
  }

  @AfterEach
  void close() {
    opened.ifPresent(PaperLine::close);
  }

  private SecureElement device() {
    lookedAt++;
    return new PaperToken(lookedAt).connect();
  }

  private RunReport run(String slot, String serial) {
    return opened.orElseThrow().run(slot, serial);
  }

  private Problem refused(String slot, String serial) {
    Problem problem = run(slot, serial).outcome().problem().orElseThrow();
    assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
    assertThat(lookedAt).as("devices that were looked at").isZero();
    return problem;
  }

  @Test
  void theRightOnePasses() {
    assertThat(run("A", "00004176").outcome()).isEqualTo(new RunOutcome.Pass());
    assertThat(run("B", "L041711").outcome()).isEqualTo(new RunOutcome.Pass());
    assertThat(run("C", "anything-7").outcome()).isEqualTo(new RunOutcome.Pass());
  }

  @Test
  void aSlipOfTheFingerIsToldAsSuch() {
    Problem swapped = refused("A", "00004716");

    assertThat(swapped.code()).isEqualTo("serial.check-digit");
    assertThat(swapped.sentence()).contains("misread or mistyped", "luhn", "00004716");
    assertThat(refused("B", "L79445A").code()).isEqualTo("serial.check-digit");
  }

  @Test
  void aDeviceThatBelongsIntoAnotherSlotIsSentThere() {
    Problem other = refused("B", "00004176");

    assertThat(other.code()).isEqualTo("serial.other-product");
    assertThat(other.sentence()).contains("00004176", "product press", "slot B");
    assertThat(other.action()).contains("slot A");
  }

  @Test
  void garbageIsOfNoProductAlthoughOneTakesEverything() {
    assertThat(refused("A", "http://").code()).isEqualTo("serial.invalid");
    assertThat(refused("A", "drill-7").code()).isEqualTo("serial.invalid");
    assertThat(refused("A", "00004167 ").code()).isEqualTo("serial.invalid");
    assertThat(refused("B", "00004716").code())
        .as("a slip in another's")
        .isEqualTo("serial.invalid");
  }
}
