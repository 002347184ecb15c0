package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.journal.Floor.Board;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a station said is true after it was killed with SIGKILL in the middle of its work. */
class JournalCrashTest {
  private static final int KILLS = 4;
  private static final long SEED = 20261123;

  @TempDir Path dir;

  @Test
  void whatWasPromisedBeforeAKillHoldsAfterIt() throws Exception {
    Random random = new Random(SEED);
    Set<String> everTaken = new HashSet<>();
    int next = 1;
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> said = runAndKill(next, 20 + random.nextInt(200));

      try (Floor floor = new Floor(dir)) {
        assertThat(floor.database.integrity()).isEmpty();
        floor.journal.markInterrupted();
        for (String line : said) {
          String[] words = line.split(" ");
          Board board = Board.number(Integer.parseInt(words[1]));
          next = Math.max(next, Integer.parseInt(words[1]) + 1);
          switch (words[0]) {
            case "taken" -> {
              assertThat(everTaken.add(words[2])).as("number %s is new", words[2]).isTrue();
            }
            case "begun" ->
                assertThat(floor.devices.byHardware(board.hardware()).orElseThrow().serial())
                    .isEqualTo(words[2]);
            case "passed" -> {
              DeviceRow device = floor.devices.bySerial(words[2]).orElseThrow();
              assertThat(device.state()).isEqualTo(DeviceState.PROVISIONED);
              assertThat(device.enrollment()).isPresent();
            }
            default -> throw new AssertionError("what is " + line);
          }
        }
        everyProvisionedDeviceHasOneEnrollmentAndNoOtherHasOne(floor);
      }
    }
    assertThat(everTaken).hasSizeGreaterThan(KILLS);
  }

  private static void everyProvisionedDeviceHasOneEnrollmentAndNoOtherHasOne(Floor floor) {
    List<String> serials = new ArrayList<>();
    floor.devices.each(
        device -> {
          serials.add(device.serial());
          assertThat(device.enrollment().isPresent())
              .as("enrollment of %s, which is %s", device.serial(), device.state())
              .isEqualTo(device.state() == DeviceState.PROVISIONED);
        });
    assertThat(serials).doesNotHaveDuplicates();
    assertThat(floor.queue.backlog().waiting())
        .isEqualTo(StationStatus.of(floor.database, floor.clock.instant()).provisioned());
  }

  private List<String> runAndKill(int from, int afterLines)
      throws IOException, InterruptedException {
    Path errors = dir.resolve("errors");
    Process station =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledStation.class.getName(),
                dir.toString(),
                Integer.toString(from))
            .redirectError(errors.toFile())
            .start();
    List<String> said = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(station.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (said.size() == afterLines) {
          // SIGKILL by its handle, which leaves what it said readable.
          station.toHandle().destroyForcibly();
        }
      }
    } finally {
      station.destroyForcibly();
      station.waitFor();
    }
    assertThat(said.size())
        .as("it worked; else it said %s", Files.readString(errors))
        .isGreaterThanOrEqualTo(afterLines);
    return said;
  }
}
