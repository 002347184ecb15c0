package io.birthmark.station.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.systemd.ServiceManager;
import io.birthmark.station.systemd.Watchdog;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import io.birthmark.station.verb.ExitCode;
import io.birthmark.station.verb.Verbs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What takes callers at the control socket: its sign of life, and how much a caller may say. */
@Timeout(60)
class ControlServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @TempDir Path dir;

  private final AtomicLong now = new AtomicLong();
  private final Pulse pulse = new Pulse("control socket", LIMIT, now::get);

  private ControlServer start(ThreadFactory threads) {
    return ControlServer.start(
        dir.resolve("control"),
        new Verbs(List.of()),
        new ControlServer.Turning(pulse, Duration.ofMillis(10), threads));
  }

  private void after(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    while (!what.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  private int ask() throws Exception {
    return ask(Arguments.none()).exitCode();
  }

  private Answer ask(Arguments arguments) throws Exception {
    try (ControlClient client = ControlClient.connect(dir.resolve("control"))) {
      return client.carryOut("no such verb", arguments, new Somebody());
    }
  }

  private record Somebody() implements Caller {
    @Override
    public String who() {
      return "somebody";
    }

    @Override
    public void progress(String note) {}

    @Override
    public void line(String line) {}
  }

  @Test
  void itTurnsAlsoWhileNobodyCalls() throws Exception {
    try (ControlServer unused = start(Thread::new)) {
      await(() -> pulse.overdue().isEmpty());
      after(Duration.ofDays(1));
      await(() -> pulse.overdue().isEmpty());
      assertThat(ask()).as("and a caller is taken").isEqualTo(ExitCode.WRONG_USE);
    }
  }

  @Test
  void aRequestHasRoomForTheLargestFileThatAVerbTakes() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(new byte[256 * 1024]);
    try (ControlServer unused = start(Thread::new)) {
      assertThat(ask(Arguments.none().with("certificates", base64)).text())
          .startsWith("there is no verb \"no such verb\"");
    }
  }

  @Test
  void aRequestThatIsTooLongIsNotSentAndSaysSo() throws Exception {
    try (ControlServer unused = start(Thread::new)) {
      Answer answer = ask(Arguments.none().with("certificates", "x".repeat(600 * 1024)));
      assertThat(answer.exitCode()).isEqualTo(ExitCode.WRONG_USE);
      assertThat(answer.text()).contains("512 KiB", "nothing was asked");
    }
  }

  @Test
  void aClosedSocketNeedNotTurnAnyMore() throws Exception {
    ControlServer server = start(Thread::new);
    assertThat(ask()).isEqualTo(ExitCode.WRONG_USE);
    server.refuse();
    // Its last beat may come late; after that there is none to wait for.
    awaitRest();
    awaitRest();
    assertThat(dir.resolve("control")).doesNotExist();
    server.close();
  }

  private void awaitRest() throws InterruptedException {
    await(
        () -> {
          after(Duration.ofDays(1));
          return pulse.overdue().isEmpty();
        });
  }

  @Test
  void aThreadThatDiesOfSomethingIsMissed() throws Exception {
    BlockingQueue<Thread> dying = new ArrayBlockingQueue<>(1);
    try (ControlServer unused =
        start(
            work -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});
              dying.add(Thread.currentThread());
              throw new OutOfMemoryError("unable to create native thread");
            })) {
      ControlClient caller = ControlClient.connect(dir.resolve("control"));
      dying.take().join();
      after(LIMIT.plusSeconds(1));
      assertThat(pulse.overdue()).isPresent();
      caller.close();
    }
  }

  @Test
  void whenItIsStuckTheWatchdogIsNotAnsweredUntilItTurnsAgain() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    ThreadFactory stuck =
        work -> {
          reached.countDown();
          try {
            letGo.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Thread(work);
        };
    Listening manager = new Listening();
    try (ControlServer server = start(stuck);
        Watchdog unused =
            Watchdog.start(Map.of("WATCHDOG_USEC", "20000"), List.of(server.pulse()), manager)
                .orElseThrow()) {
      await(() -> manager.alive.get() > 2);

      ControlClient caller = ControlClient.connect(dir.resolve("control"));
      assertThat(reached.await(30, SECONDS)).isTrue();
      after(LIMIT.plusSeconds(1));
      await(() -> manager.status.startsWith("Stuck: control socket for 16 s."));
      int then = manager.alive.get();
      Thread.sleep(300);
      assertThat(manager.alive.get()).isEqualTo(then);

      letGo.countDown();
      await(() -> manager.alive.get() > then);
      caller.close();
    }
  }

  /** A service manager that counts the signs of life. */
  private static final class Listening implements ServiceManager {
    private final AtomicInteger alive = new AtomicInteger();
    private volatile String status = "";

    @Override
    public boolean listens() {
      return true;
    }

    @Override
    public void ready(String words) {}

    @Override
    public void status(String words) {
      status = words;
    }

    @Override
    public void reloading(String words) {}

    @Override
    public void stopping(String words) {}

    @Override
    public void alive() {
      alive.incrementAndGet();
    }
  }
}
