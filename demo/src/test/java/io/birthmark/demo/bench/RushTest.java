package io.birthmark.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten thousand enrollments, in compressed time: what the service has left for the station is used,
 * hardly a call is refused, and every device is enrolled exactly once, however the service counts
 * and whoever else is there.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RushTest {
  private static final int DEVICES = 10_000;
  private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");

  private Path full = Path.of("");

  @BeforeAll
  void fill(@TempDir Path shared) {
    full = Rush.backlog(shared, DEVICES, START);
  }

  private static List<Rush> rushes() {
    return Rush.ALL;
  }

  @ParameterizedTest
  @MethodSource("rushes")
  void theBacklogFlows(Rush rush, @TempDir Path own) throws IOException {
    Rush.Outcome outcome = rush.play(full, own, DEVICES, START);

    System.out.println(outcome.text());
    assertThat(outcome.enrolled()).isEqualTo(DEVICES);
    assertThat(outcome.sentTwice()).isZero();
    assertThat(outcome.refusedShare()).isLessThan(0.01);
    if (rush.wellSet()) {
      assertThat(outcome.share()).isGreaterThanOrEqualTo(0.95);
    }
    try (PaperLine line = new PaperLine(own.resolve("journal.db"), new JumpClock(START))) {
      assertThat(line.queue().backlog().waiting()).isZero();
      assertThat(line.queue().backlog().quarantined()).isZero();
    }
  }
}
