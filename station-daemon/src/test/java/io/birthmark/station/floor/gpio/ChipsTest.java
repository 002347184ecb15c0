package io.birthmark.station.floor.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.LineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a machine's chips before the library is asked, and what the kernel tells. */
class ChipsTest {
  private static final String PI = "Raspberry Pi 4 Model B Rev 1.4\0";

  @TempDir private Path folder;

  @Test
  void aMachineWithoutAChipHasNone() throws IOException {
    assertThat(chips(PI).objection()).map(Problem::code).contains("gpio.absent");
    assertThatThrownBy(() -> new GpioChip(chips(PI)).open())
        .isInstanceOfSatisfying(
            LineException.class, e -> assertThat(e.problem().code()).isEqualTo("gpio.absent"));
  }

  @Test
  void aBoardThatTheLibraryDoesNotKnowIsNamed() throws IOException {
    Files.createFile(folder.resolve("gpiochip0"));
    assertThat(chips("Rockchip RK3588\0").objection())
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.code()).isEqualTo("gpio.unknown-board");
              assertThat(problem.sentence()).contains("Rockchip RK3588.");
            });
    assertThat(new Chips(folder, folder.resolve("none")).objection())
        .map(Problem::code)
        .contains("gpio.unknown-board");
  }

  @Test
  void aPiWithItsChipIsFit() throws IOException {
    Files.createFile(folder.resolve("gpiochip0"));
    assertThat(chips(PI).objection()).isEmpty();
  }

  @Test
  void oneChipThatMayNotBeOpenedIsEnoughForTheLibraryToFindNone() throws IOException {
    Files.createFile(folder.resolve("gpiochip0"));
    Path locked = Files.createFile(folder.resolve("gpiochip1"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(locked), "root may open everything");
    assertThat(chips(PI).objection()).map(Problem::code).contains("gpio.forbidden");
  }

  @Test
  void theDoctorHasNoLineToTellOfWithoutAChip() throws IOException {
    LineLook look = LineLook.at(chips(PI), List.of(17));
    assertThat(look.problem()).map(Problem::code).contains("gpio.absent");
    assertThat(look.lines()).isEmpty();
  }

  @Test
  void theKernelsAnswersTellLabelLinesAndHolder() {
    byte[] chip = new byte[68];
    put(chip, 0, "gpiochip0");
    put(chip, 32, "pinctrl-bcm2711");
    put(chip, 64, 58);
    assertThat(ChipInfo.Chip.of(chip)).isEqualTo(new ChipInfo.Chip("pinctrl-bcm2711", 58));
    assertThat(ChipInfo.use(line(0, ""))).isEqualTo(new LineUse.Free());
    assertThat(ChipInfo.use(line(1, "birthmark-A-green"))).isEqualTo(new LineUse.Ours());
    assertThat(ChipInfo.use(line(3, "gpioset"))).isEqualTo(new LineUse.Busy("gpioset"));
    assertThat(ChipInfo.use(line(1, ""))).isEqualTo(new LineUse.Busy("the kernel"));
  }

  private static byte[] line(int flags, String holder) {
    byte[] line = new byte[72];
    put(line, 0, 17);
    put(line, 4, flags);
    put(line, 8, "GPIO17");
    put(line, 40, holder);
    return line;
  }

  private static void put(byte[] structure, int at, int number) {
    var unused = ByteBuffer.wrap(structure).order(ByteOrder.nativeOrder()).putInt(at, number);
  }

  private static void put(byte[] structure, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, structure, at, bytes.length);
  }

  private Chips chips(String model) throws IOException {
    return new Chips(folder, Files.writeString(folder.resolve("model"), model));
  }
}
