package io.birthmark.station.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.config.CheckDigit;
import io.birthmark.station.config.Product;
import io.birthmark.station.pulse.Pulse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slot's sign of life: there while a run goes on, gone when it is stuck, none when there is none.
 */
class WatchedSlotTest {
  private static final Product PRESS = PaperLine.product("press", "[0-9]{6}", CheckDigit.NONE);

  @TempDir Path dir;

  private final AtomicLong now = new AtomicLong();
  private final Pulse pulse = new Pulse("slot A", Duration.ofMinutes(3), now::get);

  private void after(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aRunThatDoesNotGoOnIsOverdueUntilItDoes() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    PaperToken token = new PaperToken(1);
    token.whenStepping =
        () -> {
          reached.countDown();
          await(letGo);
        };
    ExecutorService presses = Executors.newSingleThreadExecutor();
    try (PaperLine line = new PaperLine(dir)) {
      line.slot(new Slot("A", "pkcs11", PRESS, token::connect, Presence.unknown(), pulse));
      after(Duration.ofDays(1));
      assertThat(pulse.overdue()).as("no run").isEmpty();

      Future<RunReport> run = presses.submit(() -> line.run("A", "000001"));
      assertThat(reached.await(30, SECONDS)).isTrue();
      after(Duration.ofMinutes(3));
      assertThat(pulse.overdue()).isEmpty();
      after(Duration.ofSeconds(1));
      assertThat(pulse.overdue()).isPresent();

      letGo.countDown();
      assertThat(run.get(30, SECONDS).outcome()).isEqualTo(new RunOutcome.Pass());
      after(Duration.ofDays(1));
      assertThat(pulse.overdue()).as("after the run").isEmpty();
    } finally {
      presses.shutdownNow();
    }
  }

  @Test
  void aRunThatIsRefusedLeavesTheOneThatGoesOnItsPulse() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    PaperToken token = new PaperToken(1);
    token.whenStepping =
        () -> {
          reached.countDown();
          await(letGo);
        };
    ExecutorService presses = Executors.newSingleThreadExecutor();
    try (PaperLine line = new PaperLine(dir)) {
      line.slot(new Slot("A", "pkcs11", PRESS, token::connect, Presence.unknown(), pulse));
      Future<RunReport> run = presses.submit(() -> line.run("A", "000001"));
      assertThat(reached.await(30, SECONDS)).isTrue();
      after(Duration.ofMinutes(4));
      assertThat(line.run("A", "000001").outcome()).isInstanceOf(RunOutcome.StationFault.class);
      assertThat(pulse.overdue()).isPresent();
      letGo.countDown();
      assertThat(run.get(30, SECONDS).outcome()).isEqualTo(new RunOutcome.Pass());
    } finally {
      presses.shutdownNow();
    }
  }

  private static void await(CountDownLatch letGo) {
    try {
      letGo.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
