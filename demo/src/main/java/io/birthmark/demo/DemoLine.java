package io.birthmark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.firstboot.Assignment;
import io.birthmark.firstboot.Registration;
import io.birthmark.firstboot.RegistrationException;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TpmMaker;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import io.birthmark.station.Daemon;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Builds the line, sends the devices through it, and takes it down again. */
final class DemoLine implements AutoCloseable {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(90);
  private static final Duration WORKERS_LIMIT = Duration.ofSeconds(10);

  private final DemoFolder folder;
  private final Progress progress;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final List<DemoDevice> devices = new ArrayList<>();
  private final ExecutorService workers = Executors.newFixedThreadPool(8);
  private boolean closed;

  DemoLine(DemoFolder folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  DemoReport run(int tpms) throws IOException, InterruptedException {
    long began = System.nanoTime();
    progress.begin("making " + tpms + " devices, each with a software TPM and its EK certificate");
    makeDevices(tpms);

    progress.begin("starting the service (emulated) and the station");
    DpsEmulator dps =
        keep(
            DpsEmulator.start(
                EmulatorOptions.builder().directory(folder.dps()).retryAfterSeconds(1).build()));
    StationConfig config = DemoConfig.write(folder, dps, devices);
    Path socketFolder = Objects.requireNonNull(config.station().control().getParent());
    if (!socketFolder.equals(folder.root())) {
      AutoCloseable unused = keep(() -> Files.delete(socketFolder));
    }
    Daemon station = keep(Daemon.start(config, Map.of(), Clock.systemUTC()));

    progress.begin("provisioning: each device gets its identity");
    provision(station);
    progress.begin("enrolling: the queue goes to the service in batches");
    enroll(station);
    progress.begin("first boot: each device is switched on and registers by itself");
    registerAll();
    progress.end();
    DemoReport report = new DemoReport(devices, Duration.ofNanos(System.nanoTime() - began));
    Files.writeString(folder.root().resolve("report.json"), report.json().toPrettyString() + "\n");
    return report;
  }

  /** What is running is ended in the reverse order, whoever asks first. */
  private synchronized <T extends AutoCloseable> T keep(T part) throws IOException {
    if (closed) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IOException("the demo was stopped while it started", e);
      }
      throw new IOException("the demo was stopped");
    }
    running.push(part);
    return part;
  }

  private void makeDevices(int tpms) throws IOException, InterruptedException {
    TpmMaker maker = new TpmMaker(folder.maker());
    for (int i = 1; i <= tpms; i++) {
      String serial = String.format("%06d", i);
      SoftwareTpm tpm = new SoftwareTpm(folder.tpm(serial));
      devices.add(new DemoDevice(serial, "S" + i, tpm));
    }
    AtomicInteger done = new AtomicInteger();
    // The first one makes the maker's certificate authority, so it goes alone.
    make(maker, devices.get(0), done);
    inParallel(devices.subList(1, devices.size()), device -> make(maker, device, done));
    maker.publishRoots(folder.roots());
  }

  private void make(TpmMaker maker, DemoDevice device, AtomicInteger done)
      throws IOException, InterruptedException {
    maker.make(device.tpm().state());
    keep(device.tpm().powerOn());
    Files.writeString(
        device.tpm().state().resolveSibling("tpm-address"), device.tpm().address() + "\n");
    progress.step(done.incrementAndGet(), devices.size(), device.serial());
  }

  private void provision(Daemon station) {
    int done = 0;
    for (DemoDevice device : devices) {
      Answer answer =
          station
              .verbs()
              .carryOut(
                  "provision",
                  Arguments.none().with("slot", device.slot()).with("serial", device.serial()),
                  new Operator(""));
      device.ran(answer.document());
      progress.step(++done, devices.size(), device.serial() + " " + device.outcome());
    }
  }

  private void enroll(Daemon station) {
    Answer unused =
        station
            .verbs()
            .carryOut("upload", Arguments.none().with("seconds", "120"), new Operator("  "));
    Answer known =
        station
            .verbs()
            .carryOut(
                "devices",
                Arguments.none().with("limit", Integer.toString(devices.size())),
                new Operator(""));
    for (JsonNode row : known.document().path("devices")) {
      devices.stream()
          .filter(device -> device.serial().equals(row.path("serial").asText()))
          .forEach(device -> device.enrolled(row.path("enrollment").asText().equals("enrolled")));
    }
  }

  private void registerAll() throws IOException, InterruptedException {
    Trust trust;
    try {
      trust = Trust.in(folder.dps().resolve("ca.pem"));
    } catch (GeneralSecurityException e) {
      throw new IOException("the emulator's CA cannot be trusted", e);
    }
    AtomicInteger done = new AtomicInteger();
    inParallel(
        devices.stream().filter(DemoDevice::passed).toList(),
        device -> {
          register(device, trust);
          progress.step(
              done.incrementAndGet(),
              devices.size(),
              device.serial()
                  + device.assignment().map(a -> " at " + a.assignedHub()).orElse(" refused"));
        });
  }

  /** Pulled out of the slot, shipped, switched on: a power cycle lies between. */
  private static void register(DemoDevice device, Trust trust)
      throws IOException, InterruptedException {
    device.tpm().powerCycle();
    try (DeviceTpm tpm =
        new DeviceTpm(TpmConnector.connect(device.tpm().address(), COMMAND_LIMIT))) {
      Assignment assigned = new Registration(tpm, trust, Clock.systemUTC()).register();
      device.registered(assigned);
    } catch (ElementException | RegistrationException e) {
      device.complain(String.valueOf(e.getMessage()));
    }
  }

  private interface Work {
    void on(DemoDevice device) throws IOException, InterruptedException;
  }

  private void inParallel(List<DemoDevice> devices, Work work)
      throws IOException, InterruptedException {
    try {
      List<Future<Boolean>> futures = new ArrayList<>();
      for (DemoDevice device : devices) {
        futures.add(
            workers.submit(
                () -> {
                  work.on(device);
                  return true;
                }));
      }
      for (Future<Boolean> future : futures) {
        boolean unused = future.get();
      }
    } catch (RejectedExecutionException e) {
      throw new IOException("the demo was stopped", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private final class Operator implements Caller {
    private final String indent;

    Operator(String indent) {
      this.indent = indent;
    }

    @Override
    public String who() {
      return "demo";
    }

    @Override
    public void progress(String note) {
      if (!indent.isEmpty()) {
        progress.begin(indent + note);
      }
    }

    @Override
    public void line(String line) {
      progress.begin(indent + line);
    }
  }

  /**
   * Ends it in the middle of whatever it does. Workers get to the end of the program they have
   * started; one that was interrupted before it could keep what it started left that running.
   */
  void cut() {
    close();
    try {
      if (!workers.awaitTermination(WORKERS_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        progress.begin("a part of the demo does not end by itself");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public synchronized void close() {
    closed = true;
    workers.shutdownNow();
    progress.end();
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        // The others must still be ended: nothing is left running.
        progress.begin("a part of the demo did not end in order: " + e);
      }
    }
  }
}
