package io.birthmark.station.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.pulse.Pulse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sd_watchdog_enabled(3), and when it is answered. */
class WatchdogTest {
  @TempDir Path dir;

  private final AtomicLong now = new AtomicLong();
  private final Pulse slot = new Pulse("slot A", Duration.ofSeconds(60), now::get);
  private final Pulse uploader = new Pulse("uploader", Duration.ofSeconds(60), now::get);

  @Test
  void itIsWantedWhenTheManagerSaysHowOften() {
    assertThat(Watchdog.granted(Map.of("WATCHDOG_USEC", "30000000"), 7))
        .contains(Duration.ofSeconds(30));
    assertThat(Watchdog.granted(Map.of(), 7)).isEmpty();
    assertThat(Watchdog.granted(Map.of("WATCHDOG_USEC", "0"), 7)).isEmpty();
    assertThat(Watchdog.granted(Map.of("WATCHDOG_USEC", "soon"), 7)).isEmpty();
  }

  @Test
  void anotherProcessIsNotMeant() {
    Map<String, String> of7 = Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7");
    assertThat(Watchdog.granted(of7, 7)).isPresent();
    assertThat(Watchdog.granted(of7, 8)).isEmpty();
  }

  @Test
  void itIsAnsweredTwiceInItsTimeWhileAllTurnAndNotWhenOneIsStuck() throws Exception {
    Path path = dir.resolve("notify");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      Map<String, String> environment =
          Map.of("NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "400000");
      slot.beat();
      uploader.beat();
      try (Watchdog unused =
          Watchdog.start(environment, List.of(slot, uploader), ServiceManager.of(environment))
              .orElseThrow()) {
        ear.await("WATCHDOG=1WATCHDOG=1WATCHDOG=1");
        now.addAndGet(Duration.ofSeconds(50).toNanos());
        uploader.beat();
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        ear.await("STATUS=Stuck: slot A for 70 s.");
        String then = ear.heard();
        Thread.sleep(1000);
        assertThat(ear.heard()).isEqualTo(then);
        slot.beat();
        for (int i = 0; i < 500 && !ear.heard().endsWith("WATCHDOG=1"); i++) {
          Thread.sleep(10);
        }
        assertThat(ear.heard()).endsWith("WATCHDOG=1");
      }
    }
  }

  @Test
  void withoutAWatchdogThereIsNoThread() {
    assertThat(Watchdog.start(Map.of(), List.of(slot), ServiceManager.none())).isEmpty();
  }
}
