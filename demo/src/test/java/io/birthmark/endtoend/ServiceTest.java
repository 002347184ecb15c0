package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import io.birthmark.station.floor.LineSource;
import io.birthmark.station.floor.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The station as a service: what a service manager hears of it, docs/service.md. */
class ServiceTest {

  @Test
  void itSaysWhenItIsReadyWhatItDoesAndWhenItEnds() throws Exception {
    try (Bench bench = new Bench();
        Ear ear = Ear.in(bench.folder())) {
      SoftwareTpm tpm = bench.slot("A", 1);
      try (Forked daemon =
          service(bench, "NOTIFY_SOCKET=" + ear.socket(), "WATCHDOG_USEC=1000000")) {
        ear.await("READY=1\n");
        assertThat(daemon.err()).contains("ready:");
        assertThat(bench.cli("status").exit()).isZero();
        ear.await("STATUS=Ready. Everything is enrolled.");
        ear.await("WATCHDOG=1");
        assertThat(ear.heard()).startsWith("STATUS=Starting:");

        Forked.signal(tpm.process(), "STOP");
        Forked asking = bench.fork("provision", "--serial", "000417", "--json");
        ear.await("STATUS=Working in slot A. Everything is enrolled.");
        int before = ear.heard().length();
        // While the device is slow the watchdog is answered: it is the device's time.
        ear.awaitAfter(before, "WATCHDOG=1");
        Forked.signal(tpm.process(), "CONT");
        assertThat(asking.waitFor().ending()).isEqualTo("PASS 0");
        ear.awaitAfter(before, "STATUS=Ready.");

        daemon.signal("TERM");
        Said end = daemon.waitFor();
        assertThat(end.exit()).isEqualTo(143);
        assertThat(ear.heard()).contains("STOPPING=1\nSTATUS=Stopping:");
        assertThat(ear.heard()).containsOnlyOnce("READY=1");
        assertThat(end.err()).contains("slot A: PASS 000417", "INFO stopping");
      }
    }
  }

  @Test
  void aServiceThatIsAwayIsInTheStatus() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Ear ear = Ear.in(bench.folder())) {
      bench.serviceGoesAway();
      try (Forked daemon = service(bench, "NOTIFY_SOCKET=" + ear.socket())) {
        daemon.awaitError("ready:");
        assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
        ear.await("STATUS=Ready. 1 waiting to be enrolled; the service is silent since ");
      }
      bench.serviceComesBack();
    }
  }

  @Test
  void theWatchdogIsNotAnsweredWhileTheFloorHangs() throws Exception {
    MockPanel panel = new MockPanel();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    try (Bench bench = Bench.withTpm(1);
        Ear ear = Ear.in(bench.folder())) {
      bench.settings().more(MockPanel.TOML);
      Map<String, String> environment =
          Map.of("NOTIFY_SOCKET", ear.socket().toString(), "WATCHDOG_USEC", "1000000");
      try (Daemon unused = bench.daemon(environment, hanging(panel, hangs, letGo))) {
        ear.await("WATCHDOG=1");
        hangs.countDown();
        ear.await("STATUS=Stuck: buttons and lamps for 1");
        int then = ear.heard().length();
        Thread.sleep(2000);
        assertThat(ear.heard().substring(then)).doesNotContain("WATCHDOG=1");
        letGo.countDown();
        ear.awaitAfter(then, "WATCHDOG=1");
      }
    }
  }

  /** A GPIO chip that does not come back from being asked, from a moment on. */
  private static LineSource hanging(LineSource chip, CountDownLatch hangs, CountDownLatch letGo) {
    return () -> {
      Lines lines = chip.open();
      return new Lines() {
        @Override
        public Input input(int line, String name) {
          Input input = lines.input(line, name);
          return () -> {
            awaitIf(hangs, letGo);
            return input.low();
          };
        }

        @Override
        public Output output(int line, String name) {
          return lines.output(line, name);
        }

        @Override
        public void close() {
          lines.close();
        }
      };
    };
  }

  private static void awaitIf(CountDownLatch hangs, CountDownLatch letGo) {
    if (hangs.getCount() == 0) {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void aLineOfTheJournalBeginsWithItsPriority() throws Exception {
    assumeFalse(
        Files.exists(Path.of("/run/systemd/journal/socket")),
        "this machine has a journal, which is given the entries itself");
    try (Bench bench = Bench.withTpm(1)) {
      Forked daemon =
          bench.keep(
              Forked.start(
                  bench.folder(),
                  "io.birthmark.station.Main",
                  List.of("run", "--config", bench.config().toString()),
                  List.of(
                      "bash",
                      "-c",
                      "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$@\"",
                      "bash")));
      daemon.awaitError("<6>ready: station line3-a");
      bench.settings().setText("station", "id", "");
      Path unused = bench.config();
      daemon.signal("HUP");
      daemon.awaitError("<3>reload: nothing is taken over");
      assertThat(daemon.err().lines()).allMatch(line -> line.matches("<[3467]>.*"));
    }
  }

  /** The daemon in a process of its own, with this in its environment. */
  private static Forked service(Bench bench, String... environment) {
    List<String> before = new ArrayList<>(List.of("env"));
    before.addAll(List.of(environment));
    return Forked.start(
        bench.folder(),
        "io.birthmark.station.Main",
        List.of("run", "--config", bench.config().toString()),
        before);
  }
}
