package io.birthmark.station.config;

import static io.birthmark.station.config.ConfigText.LEAST;
import static io.birthmark.station.config.ConfigText.errors;
import static io.birthmark.station.config.ConfigText.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buttons, lamps, buzzer and scanners in the configuration. */
class FloorConfigTest {
  private static final String SLOT_B =
      "[[slot]]\nname = \"B\"\nelement = \"tpm2\"\ndevice = \"/dev/birthmark/slot-b\"\n";

  @TempDir private Path folder;

  @Test
  void aStationWithoutButtonsHasNone() {
    StationConfig config = loaded(folder, LEAST);

    assertThat(config.slots().get(0).panel()).isEqualTo(StationConfig.Panel.NONE);
    assertThat(config.floor())
        .isEqualTo(
            new StationConfig.Floor(Optional.empty(), Duration.ofSeconds(30), Optional.empty()));
  }

  @Test
  void aSlotHasAButtonLampsAndAScannerOfItsOwn() {
    StationConfig config =
        loaded(
            folder,
            LEAST
                + """
                button = 17
                lamps = { green = 22, red = 23, amber = 24 }
                scanner = "/dev/input/by-id/usb-a"
                [floor]
                buzzer = 25
                green_seconds = 5
                scanner = "/dev/input/by-id/usb-b"
                """);

    assertThat(config.slots().get(0).panel())
        .isEqualTo(
            new StationConfig.Panel(
                Optional.of(17),
                Optional.of(22),
                Optional.of(23),
                Optional.of(24),
                Optional.of(Path.of("/dev/input/by-id/usb-a"))));
    assertThat(config.floor())
        .isEqualTo(
            new StationConfig.Floor(
                Optional.of(25),
                Duration.ofSeconds(5),
                Optional.of(Path.of("/dev/input/by-id/usb-b"))));
    assertThat(config.notices()).isEmpty();
  }

  @Test
  void oneLineHasOneUse() {
    String text =
        LEAST
            + """
            button = 17
            lamps = { green = 22, red = 22 }
            """
            + SLOT_B
            + """
            button = 17
            [floor]
            buzzer = 22
            """;

    assertThat(errors(folder, text))
        .containsExactlyInAnyOrder(
            "16:29: slot[1].lamps.red: is line 22, which floor.buzzer has; one line, one use",
            "16:19: slot[1].lamps.green: is line 22, which floor.buzzer has; one line, one use",
            "21:10: slot[2].button: is line 17, which slot[1].button has; one line, one use");
  }

  @Test
  void whatIsNoLineIsRefused() {
    assertThat(errors(folder, LEAST + "button = 512\nlamps = { blue = 3 }\n"))
        .containsExactlyInAnyOrder(
            "15:10: slot[1].button: must be a whole number from 0 to 511, got 512",
            "16:11: slot[1].lamps.blue: there is no such key (allowed: green, red, amber)");
  }

  @Test
  void oneScannerHasOnePlace() {
    assertThat(
            errors(
                folder, LEAST + "scanner = \"/dev/input/s\"\n[floor]\nscanner = \"/dev/input/s\""))
        .containsExactly(
            "15:11: slot[1].scanner: is that of floor.scanner; a scanner has one place");
  }
}
