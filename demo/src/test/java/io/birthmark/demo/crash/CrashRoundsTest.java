package io.birthmark.demo.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.demo.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short {@code make crash-test}: the same program, the same line, thirty kills. */
class CrashRoundsTest {
  private static final int KILLS = 30;

  @TempDir private Path folder;

  @Test
  void nothingIsLostNothingHappensTwiceAndEveryDeviceIsFinished() throws Exception {
    assertThat(CrashRounds.missing()).as("a program that is missing").isEmpty();
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);

    Tally tally =
        new CrashRounds(Path.of("..").toRealPath(), folder, 20261125, KILLS, 1)
            .carryOut(new Progress(out, false));

    assertThat(tally.verdict())
        .as(log.toString(StandardCharsets.UTF_8))
        .isEqualTo(KILLS + " kills: lost 0, double 0, stranded 0");
    assertThat(tally.after())
        .as("steps after which the station died")
        .containsKeys("run.begun", "run.passed", "enrollment.done");
  }
}
