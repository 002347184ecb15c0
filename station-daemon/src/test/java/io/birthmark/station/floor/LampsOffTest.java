package io.birthmark.station.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/birthmark-lamps-off, with tools of libgpiod that only write down what they were asked. */
class LampsOffTest {
  private static final Path SCRIPT = Path.of("../bin/birthmark-lamps-off").toAbsolutePath();

  @TempDir private Path folder;
  private Path lamps;

  @BeforeEach
  void aPiWithTwoChips() throws IOException {
    lamps = folder.resolve("lamps");
    Files.writeString(lamps, "22\n23\n24\n");
    program(
        "gpiodetect",
        "echo 'gpiochip1 [raspberrypi-exp-gpio] (8 lines)'\n"
            + "echo 'gpiochip0 [pinctrl-bcm2711] (58 lines)'");
    gpioset("v1.6.3", "");
  }

  @Test
  void everyLampIsPutOutAndTheListIsDone() throws Exception {
    assertThat(run()).isZero();
    assertThat(asked()).isEqualTo("gpiochip0 22=0\ngpiochip0 23=0\ngpiochip0 24=0\n");
    assertThat(lamps).doesNotExist();
  }

  @Test
  void theSecondLibgpiodIsAskedInItsOwnWords() throws Exception {
    gpioset("v2.2.1", "");
    assertThat(run()).isZero();
    assertThat(asked()).startsWith("--chip gpiochip0 --toggle 0 22=0\n");
  }

  @Test
  void aLineThatIsHeldDoesNotKeepTheOthersBurning() throws Exception {
    gpioset("v1.6.3", "case \"$*\" in *23=0) exit 1 ;; esac");
    assertThat(run()).isEqualTo(3);
    assertThat(asked()).contains("22=0", "24=0");
    assertThat(Files.readString(folder.resolve("err"))).contains("23");
    assertThat(lamps).exists();
  }

  @Test
  void aStationThatEndedInOrderHasLeftNothingToDo() throws Exception {
    Files.delete(lamps);
    assertThat(run()).isZero();
    assertThat(asked()).isEmpty();
  }

  @Test
  void whatIsNoListIsNotTakenForOne() throws Exception {
    Files.writeString(lamps, "22; reboot\n");
    assertThat(run()).isEqualTo(3);
    assertThat(asked()).isEmpty();
  }

  private void gpioset(String version, String more) throws IOException {
    program(
        "gpioset",
        "[ \"$1\" != --version ] || { echo 'gpioset (libgpiod) "
            + version
            + "'; exit 0; }\n"
            + more
            + "\necho \"$*\" >> '"
            + folder.resolve("asked")
            + "'");
  }

  private void program(String name, String script) throws IOException {
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run() throws IOException, InterruptedException {
    ProcessBuilder script =
        new ProcessBuilder(SCRIPT.toString(), lamps.toString())
            .redirectError(folder.resolve("err").toFile());
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    script.environment().put("PATH", folder + ":" + path);
    return script.start().waitFor();
  }

  private String asked() throws IOException {
    Path asked = folder.resolve("asked");
    return Files.exists(asked) ? Files.readString(asked) : "";
  }
}
