package io.birthmark.station.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.tpm.PaperTpm;
import io.birthmark.hsm.tpm.TpmElement;
import io.birthmark.station.database.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run that is rehearsed is a whole run, and leaves nothing behind. */
class RehearsalTest {
  private final HandClock clock = new HandClock();

  private static List<Path> here() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files.sorted().toList();
    }
  }

  @Test
  void itGoesThroughToPass() {
    List<TpmElement> used = new ArrayList<>();

    RunOutcome outcome =
        Rehearsal.of(
            () -> {
              TpmElement paper = PaperTpm.element();
              used.add(paper);
              return paper;
            },
            clock);

    assertThat(outcome).isEqualTo(new RunOutcome.Pass());
    assertThat(used).hasSize(1);
    assertThat(used.get(0).cost().commands())
        .containsKeys("CreatePrimary", "ActivateCredential", "NV_WriteLock", "Shutdown");
  }

  @Test
  void itLeavesNoFileBehindAndTheNextOneKnowsNothingOfIt() throws Exception {
    List<Path> before = here();
    assertThat(Rehearsal.of(PaperTpm::element, clock)).isEqualTo(new RunOutcome.Pass());
    assertThat(Rehearsal.of(PaperTpm::element, clock)).isEqualTo(new RunOutcome.Pass());
    assertThat(here()).isEqualTo(before);
  }

  @Test
  void oneThatDoesNotGoThroughSaysWhy() {
    RunOutcome outcome =
        Rehearsal.of(
            () -> {
              throw new IllegalStateException("no paper");
            },
            clock);

    assertThat(outcome.problem().map(Problem::code)).contains("station.defect");
  }
}
