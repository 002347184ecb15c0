package io.birthmark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.station.Daemon;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Builds the line, sends the devices through it, and takes it down again. */
final class DemoLine implements AutoCloseable {
  private static final Duration WORKERS_LIMIT = Duration.ofSeconds(10);

  private final DemoFolder folder;
  private final Progress progress;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final List<DemoDevice> devices = new ArrayList<>();
  private final Workers workers = new Workers();
  private boolean closed;

  DemoLine(DemoFolder folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  DemoReport run(Lot lot) throws IOException, InterruptedException {
    long began = System.nanoTime();
    progress.begin("making " + lot.size() + " devices, each with a software TPM or token");
    makeDevices(lot);

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
    if (lot.needsIssuer()) {
      progress.begin("once for the line: its CA under the plant's root, its groups at the service");
      new LineSetUp(folder.config(), folder.plant(), folder.dps()).carryOut(lot);
    }
    Daemon station = keep(Daemon.start(config, Map.of(), Clock.systemUTC()));

    progress.begin("provisioning: each device gets its identity");
    provision(station);
    labelPictures(station);
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

  private void makeDevices(Lot lot) throws IOException, InterruptedException {
    AtomicInteger done = new AtomicInteger();
    devices.addAll(
        new Workshop(
                folder,
                workers,
                this::keep,
                device -> progress.step(done.incrementAndGet(), lot.size(), device.serial()))
            .make(lot));
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
                  new Operator(progress, ""));
      device.ran(answer.document());
      progress.step(++done, devices.size(), device.serial() + " " + device.outcome());
    }
  }

  /** The printer of the demo is a folder; beside what it got lies how it looks. */
  private void labelPictures(Daemon station) {
    for (DemoDevice device : devices) {
      Path picture = folder.labels().resolve(device.serial() + ".png");
      Answer unused =
          station
              .verbs()
              .carryOut(
                  "label preview",
                  Arguments.none().with("serial", device.serial()),
                  new PictureTaker(picture));
    }
  }

  private void enroll(Daemon station) {
    Answer unused =
        station
            .verbs()
            .carryOut(
                "upload", Arguments.none().with("seconds", "120"), new Operator(progress, "  "));
    Answer known =
        station
            .verbs()
            .carryOut(
                "devices",
                Arguments.none().with("limit", Integer.toString(devices.size())),
                new Operator(progress, ""));
    for (JsonNode row : known.document().path("devices")) {
      devices.stream()
          .filter(device -> device.serial().equals(row.path("serial").asText()))
          .forEach(device -> enrollment(row).ifPresent(device::enrolled));
    }
  }

  /** By what the service lets a device in, as the station has it. */
  private static Optional<String> enrollment(JsonNode row) {
    return switch (row.path("enrollment").asText()) {
      case "enrolled" -> Optional.of("individual");
      case "covered" -> Optional.of("group:" + row.path("group").asText());
      default -> Optional.empty();
    };
  }

  private void registerAll() throws IOException, InterruptedException {
    Path ca = folder.dps().resolve("ca.pem");
    AtomicInteger done = new AtomicInteger();
    // All leave the line first: what is left of it in a slot is no help to a device.
    for (DemoDevice device : devices) {
      device.element().leaveTheLine();
    }
    workers.each(
        devices.stream().filter(DemoDevice::passed).toList(),
        device -> {
          device.booted(device.element().firstBoot(ca));
          progress.step(
              done.incrementAndGet(),
              devices.size(),
              device.serial()
                  + device.assignment().map(a -> " at " + a.assignedHub()).orElse(" refused"));
        });
  }

  /**
   * Ends it in the middle of whatever it does. Workers get to the end of the program they have
   * started; one that was interrupted before it could keep what it started left that running.
   */
  void cut() {
    close();
    if (!workers.awaitEnd(WORKERS_LIMIT)) {
      progress.begin("a part of the demo does not end by itself");
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public synchronized void close() {
    closed = true;
    workers.close();
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
