package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.emulator.faults.Fault;
import io.birthmark.emulator.http.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, and the end. */
class ManyClientsTest {

  private static final int CLIENTS = 16;

  @AutoClose("shutdownNow")
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  private List<Integer> all(Callable<Integer> call) throws Exception {
    List<Future<Integer>> running = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      running.add(clients.submit(call));
    }
    List<Integer> results = new ArrayList<>();
    for (Future<Integer> one : running) {
      results.add(one.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  @Test
  void ofManyWhoCreateTheSameOneSucceeds(@TempDir Path dir) throws Exception {
    try (DpsEmulator emulator = Running.emulator(EmulatorOptions.builder().directory(dir))) {
      List<Integer> statuses =
          all(
              () ->
                  Caller.owner(emulator).put("/enrollments/a", Bodies.symmetricKey("a")).status());
      assertThat(statuses).containsOnlyOnce(200);
      assertThat(statuses).filteredOn(status -> status == 409).hasSize(CLIENTS - 1);
    }
  }

  @Test
  void oneWhoIsSlowKeepsNobodyWaiting() throws Exception {
    try (DpsEmulator emulator = Running.emulator()) {

      emulator.faults().next(1, Operation.QUERY, new Fault.Slow(Duration.ofSeconds(30)));
      Caller owner = Caller.owner(emulator);
      Future<Integer> slow =
          clients.submit(() -> owner.post("/enrollments/query", Bodies.query("SELECT *")).status());
      while (!slow.isDone() && emulator.requests().of(Operation.GET_ENROLLMENT) < 5) {
        assertThat(owner.get("/enrollments/a").status()).isEqualTo(404);
      }
      assertThat(slow.isDone()).isFalse();
    }
  }

  @Test
  void closingCutsWhoIsStillWaiting() throws Exception {
    DpsEmulator emulator = Running.emulator();
    emulator.faults().next(1, Operation.GET_ENROLLMENT, new Fault.Slow(Duration.ofSeconds(50)));
    Caller owner = Caller.owner(emulator);
    Future<Integer> waiting = clients.submit(() -> owner.get("/enrollments/a").status());
    long started = System.nanoTime();
    Thread.sleep(300);
    emulator.close();
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
  }
}
