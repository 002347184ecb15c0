package io.birthmark.station.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ManyEntriesTest {
  @TempDir Path dir;

  /** 100,000 entries of 320 bytes, and of what is found in them, would not fit. */
  @Test
  @Timeout(120)
  void theListIsNeverInMemory() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx14m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyEntries.class.getName(),
                dir.toString(),
                "100000")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("100000 entries, unknown 100000");
  }
}
