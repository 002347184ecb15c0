package io.birthmark.demo.crash;

import io.birthmark.station.control.ControlClient;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The real daemon in a process of its own, about to be killed. */
final class StationProcess implements AutoCloseable {
  private static final int KEPT_LINES = 40;
  private static final long PATIENCE_SECONDS = 120;

  /** What a shell, and Java, make of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private final Line line;
  private final Process process;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch silent = new CountDownLatch(1);
  private final Deque<String> log = new ArrayDeque<>();
  private final boolean underTracer;
  private boolean isReady;

  private StationProcess(Line line, Process process, boolean underTracer) {
    this.line = line;
    this.process = process;
    this.underTracer = underTracer;
  }

  /** Starts it; a point in the start that only a tracer can see is given to one. */
  static StationProcess start(Line line, Optional<KillPoint> point) throws IOException {
    List<String> command = new ArrayList<>();
    point.filter(KillPoint::tracedFromStart).ifPresent(at -> command.addAll(tracer(at)));
    command.addAll(
        List.of(
            line.launcher("birthmark").toString(), "run", "--config", line.config().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SOFTHSM2_CONF", line.reader());
    StationProcess station =
        new StationProcess(
            line, builder.start(), point.filter(KillPoint::tracedFromStart).isPresent());
    Thread listener = new Thread(station::listen, "daemon's log");
    listener.setDaemon(true);
    listener.start();
    return station;
  }

  /**
   * Has a tracer kill it at this point from now on. The counting is each thread's own, and each
   * question is answered by a thread of its own.
   */
  void trace(KillPoint at) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(tracer(at));
    command.addAll(List.of("-p", Long.toString(process.pid())));
    Process tracer =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (tracer.isAlive() && process.isAlive() && !traced()) {
      Thread.sleep(5);
    }
    if (!tracer.isAlive() && !process.waitFor(2, TimeUnit.SECONDS)) {
      throw new IOException("strace may not look at another process here (ptrace_scope)");
    }
  }

  private boolean traced() throws IOException {
    try {
      return !Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"))
          .contains("TracerPid:\t0\n");
    } catch (NoSuchFileException e) {
      // It is dead already: by its tracer, or by somebody else.
      return true;
    }
  }

  // Without --seccomp-bpf: strace 6.1 counts calls with it, and sends no signal.
  private static List<String> tracer(KillPoint at) {
    String calls = at.kind() == KillPoint.Kind.WRITE ? "pwrite64" : "fsync,fdatasync";
    return List.of(
        "strace",
        "-f",
        "-qqq",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + calls,
        "-e",
        "inject=" + calls + ":signal=SIGKILL:when=" + at.number());
  }

  private void listen() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = out.readLine(); text != null; text = out.readLine()) {
        heard(text);
      }
    } catch (IOException e) {
      heard("its log ended: " + e.getMessage());
    } finally {
      ready.countDown();
      silent.countDown();
    }
  }

  private synchronized void heard(String text) {
    log.addLast(text);
    if (log.size() > KEPT_LINES) {
      log.removeFirst();
    }
    if (text.contains("ready: station")) {
      isReady = true;
      ready.countDown();
    }
  }

  synchronized String log() {
    return String.join("\n", log);
  }

  /** Whether it became ready; false when it died before. */
  boolean awaitReady() throws InterruptedException {
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
    synchronized (this) {
      return isReady;
    }
  }

  /** Has a verb carried out; empty when the daemon died before it answered. */
  Optional<Answer> ask(String verb, Arguments arguments) {
    try (ControlClient client = ControlClient.connect(line.socket())) {
      return Optional.of(client.carryOut(verb, arguments, new OnTheLine()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}, of the daemon itself; a tracer ends with it. */
  void kill() {
    if (underTracer) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    } else {
      process.destroyForcibly();
    }
  }

  /**
   * Waits until it is dead.
   *
   * @return false when it ended by itself, which it never should
   */
  boolean awaitKilled() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the daemon outlives kill -9:\n" + log());
    }
    boolean unused = silent.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return process.exitValue() == KILLED;
  }

  @Override
  public void close() {
    kill();
  }

  private record OnTheLine() implements Caller {
    @Override
    public String who() {
      return "crash test";
    }

    @Override
    public void progress(String note) {}

    @Override
    public void line(String line) {}
  }
}
