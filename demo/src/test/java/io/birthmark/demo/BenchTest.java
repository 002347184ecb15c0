package io.birthmark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the bench measures and tells; never how much, for machines are noisy. */
class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @TempDir private Path folder;

  private int bench(String... arguments) {
    return new CommandLine(new Bench())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  @Test
  void theCommandsOfAFirstAndOfARepeatRunAreCountedAndShown() throws IOException {
    Path file = folder.resolve("bench.json");

    assertThat(bench("--quick", "--only", "commands", "--output", file.toString()))
        .as(errors.toString())
        .isZero();

    assertThat(out.toString())
        .contains("tpm_commands_first")
        .containsPattern("CreatePrimary +1 +-")
        .containsPattern("NV_WriteLock +1 +-")
        .containsPattern("wall time, ms +[0-9.]+ +[0-9.]+")
        .containsPattern("inside the TPM, ms +[0-9.]+ +[0-9.]+");
    JsonNode figures = new ObjectMapper().readTree(file.toFile());
    assertThat(figures.path("tpm_commands_first").asInt()).isPositive();
    assertThat(figures.path("tpm_commands_repeat").asInt())
        .isPositive()
        .isLessThan(figures.path("tpm_commands_first").asInt());
    assertThat(figures.path("reopen_ms").isNull()).as("what was not measured is null").isTrue();
  }

  @Test
  void aNameThatNoMeasurementHasIsWrongUse() {
    assertThat(bench("--only", "everything")).isEqualTo(2);
    assertThat(errors.toString()).contains("everything").contains("commands");
  }
}
