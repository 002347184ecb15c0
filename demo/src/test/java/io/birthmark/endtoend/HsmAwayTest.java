package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.Daemon;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The station's HSM is taken away and put back, while a line works; the daemon goes on. */
class HsmAwayTest {
  private static final int RUNS = 10;

  private static TokenBench withDevices() {
    TokenBench line = new TokenBench();
    for (int which = 1; which <= RUNS; which++) {
      var unused = line.slot("S" + which, "press");
    }
    return line.certified();
  }

  private static Said run(TokenBench line, int which) {
    return line.bench().provisionIn("S" + which, String.format("%06d", which));
  }

  private static void assertPass(TokenBench line, int which) {
    Said said = run(line, which);
    assertThat(said.ending()).as("%s", said).isEqualTo("PASS 0");
  }

  private static void assertStationsFault(Said said) {
    assertThat(said.json().path("outcome").asText()).as("%s", said).isEqualTo("ERROR");
    assertThat(said.code()).startsWith("hsm.");
    assertThat(said.json().at("/problem/action").asText()).isNotBlank();
    assertThat(said.exit()).isEqualTo(3);
  }

  @Test
  void theRunsWithoutItAreErrorsAndTheNextOnesPass() {
    try (TokenBench line = withDevices();
        Daemon unused = line.bench().daemon()) {
      for (int which = 1; which <= 3; which++) {
        assertPass(line, which);
      }
      line.hsmGoesAway();
      for (int which = 4; which <= 6; which++) {
        assertStationsFault(run(line, which));
      }
      line.hsmComesBack();
      for (int which = 7; which <= RUNS; which++) {
        assertPass(line, which);
      }
      for (int which = 4; which <= 6; which++) {
        assertPass(line, which);
      }
      assertThat(line.bench().cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(line.bench().enrolled().registrationIds()).hasSize(RUNS);
    }
  }

  @Test
  void takenInTheMiddleOfTenRunsAtOnceItCostsNoDevice() throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(RUNS);
    try (TokenBench line = withDevices();
        Daemon unused = line.bench().daemon()) {
      List<Future<Said>> runs = new ArrayList<>();
      for (int which = 1; which <= RUNS; which++) {
        int slot = which;
        runs.add(workers.submit(() -> run(line, slot)));
        if (which == RUNS / 2) {
          line.hsmGoesAway();
        }
      }
      for (Future<Said> run : runs) {
        Said said = run.get();
        if (!said.ending().equals("PASS 0")) {
          assertStationsFault(said);
        }
      }
      line.hsmComesBack();
      for (int which = 1; which <= RUNS; which++) {
        assertPass(line, which);
      }
    } finally {
      workers.shutdownNow();
    }
  }
}
