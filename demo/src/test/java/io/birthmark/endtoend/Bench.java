package io.birthmark.endtoend;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.emulator.faults.FaultSpec;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TokenReader;
import io.birthmark.station.Daemon;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.floor.LineSource;
import io.birthmark.station.floor.ShopFloor.ScannerSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A station's surroundings: a folder, TPMs, the service, and a configuration to be changed. */
final class Bench implements AutoCloseable {
  private final Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Settings settings = new Settings();
  private Optional<DpsEmulator> service = Optional.empty();
  private int tpms;
  private int port;

  /** A bench whose service is as services are: now and then a call fails, always the same one. */
  Bench() {
    this(EmulatorOptions.builder().faults(usual()));
  }

  private static FaultSpec usual() {
    int seed =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> !frame.getClassName().equals(Bench.class.getName()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + frame.getMethodName())
                        .orElse("")
                        .hashCode());
    return FaultSpec.parse(
        "throttle=0.005,storm=0.002:1s,server-error=0.005,unavailable=0.005,slow=0.02:50ms,"
            + "drop-before=0.005,drop-after=0.01,partial=0.01,wrong-etag=0.01,on=upload,seed="
            + seed);
  }

  /** A bench whose service never fails by itself, for a test that counts its calls. */
  static Bench withFaultlessService() {
    return new Bench(EmulatorOptions.builder());
  }

  /** A bench whose service is set up in this way; its state is kept in a folder. */
  Bench(EmulatorOptions.Builder options) {
    try {
      folder = Files.createTempDirectory("birthmark");
      service =
          Optional.of(
              DpsEmulator.start(
                  options.directory(folder.resolve("dps")).retryAfterSeconds(0).build()));
      Path credentials =
          Files.createDirectory(
              folder.resolve("credentials"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      policyKey(stationKey());
      settings
          .setText("station", "id", "line3-a")
          .setText("station", "state", state())
          .setText("station", "control", folder.resolve("control"))
          .setText("station", "credentials", credentials)
          .setText("dps", "service", "localhost:" + service().port())
          .setText("dps", "registration_url", service().url())
          .setText("dps", "id_scope", service().idScope())
          .setText("dps", "policy", "station")
          .set("dps", "operations_per_minute", "100000")
          .setText("dps", "ca_file", folder.resolve("dps/ca.pem"))
          .setText("product.press", "serial_from", "scan")
          .setText("product.press", "serial", "[0-9]{6}")
          .setText("product.press", "registration_id", "press-{serial}")
          .setText("product.press", "attestation", "tpm")
          .setText("tpm", "ek_certificate", "require")
          .setText("tpm", "ek_roots", TpmShop.roots());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One slot A with this TPM in it, switched on. */
  static Bench withTpm(int which) {
    Bench bench = new Bench();
    SoftwareTpm unused = bench.slot("A", which);
    return bench;
  }

  private String stationKey() {
    String text = service().stationConnectionString();
    return text.substring(text.lastIndexOf("SharedAccessKey=") + "SharedAccessKey=".length());
  }

  Bench policyKey(String key) {
    try {
      Files.writeString(folder.resolve("credentials").resolve("dps-policy-key"), key);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  Path state() {
    return folder.resolve("state");
  }

  Path journal() {
    return state().resolve("journal.db");
  }

  Path socket() {
    return folder.resolve("control");
  }

  Settings settings() {
    return settings;
  }

  DpsEmulator service() {
    return service.orElseThrow();
  }

  /** The service goes away, for good or until {@link #serviceComesBack}. */
  void serviceGoesAway() {
    try {
      port = service().port();
      service().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void serviceComesBack() {
    try {
      service =
          Optional.of(
              DpsEmulator.start(
                  EmulatorOptions.builder()
                      .directory(folder.resolve("dps"))
                      .port(port)
                      .retryAfterSeconds(0)
                      .build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The card readers of this process, empty. */
  TokenReader tokens() {
    try {
      return TokenReader.in(folder.resolve("readers"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new TPM, switched on, in no slot. */
  SoftwareTpm tpm(int which) {
    return keep(on(TpmShop.tpm(which, folder.resolve("tpm" + tpms++))));
  }

  SoftwareTpm slot(String name, int which) {
    SoftwareTpm tpm = tpm(which);
    settings.slot(name, tpm.address().toString());
    return tpm;
  }

  /**
   * The same behind a wire that holds each answer back, so that a test can step in between two
   * commands.
   */
  SoftwareTpm slowSlot(String name, int which) {
    SoftwareTpm tpm = tpm(which);
    settings.slot(
        name,
        "exec:"
            + program(
                "slow-tpm-" + name,
                """
                #!/bin/bash
                head=$(mktemp)
                trap 'rm "$head"' EXIT
                socat - TCP:127.0.0.1:%d | while head -c 10 > "$head"; [ -s "$head" ]; do
                  sleep 0.05
                  cat "$head"
                  size=$(od -An -v -tx1 -j2 -N4 "$head" | tr -d ' \n')
                  head -c $((16#$size - 10))
                done
                """
                    .formatted(tpm.port())));
    return tpm;
  }

  /** A shell script in the bench's folder. */
  Path program(String name, String script) {
    try {
      Path program = Files.writeString(folder.resolve(name), script);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another TPM with the very state of {@code original}, which is switched off for it. */
  SoftwareTpm copyOf(SoftwareTpm original) {
    original.powerOff();
    Path state = folder.resolve("tpm" + tpms++);
    TpmShop.copy(original.state(), state);
    return keep(on(new SoftwareTpm(state)));
  }

  static SoftwareTpm on(SoftwareTpm tpm) {
    try {
      return tpm.powerOn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  /** Writes the configuration as it now is; unless it is so already, for others may be reading. */
  synchronized Path config() {
    try {
      Path file = folder.resolve("birthmark.toml");
      String toml = settings.toml();
      if (!Files.exists(file) || !Files.readString(file).equals(toml)) {
        Files.writeString(file, toml);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One command line in this process; {@code --config} is added. */
  Said cli(String... words) {
    List<String> line = new ArrayList<>(Arrays.asList(words));
    line.addAll(List.of("--config", config().toString()));
    return Here.cli(line.toArray(new String[0]));
  }

  /** One run in slot A; the answer is JSON. */
  Said provision(String serial) {
    return cli("provision", "--slot", "A", "--serial", serial, "--json");
  }

  Said provisionIn(String slot, String serial) {
    return cli("provision", "--slot", slot, "--serial", serial, "--json");
  }

  /** One command line in a process of its own. */
  Forked fork(String... words) {
    List<String> line = new ArrayList<>(Arrays.asList(words));
    line.addAll(List.of("--config", config().toString()));
    return keep(Forked.start(folder, "io.birthmark.station.Main", line));
  }

  /** The daemon in a process of its own, ready. */
  Forked forkDaemon() throws InterruptedException {
    Forked daemon = fork("run");
    daemon.awaitError("ready:");
    return daemon;
  }

  /** The daemon in this process. */
  Daemon daemon(Clock clock) {
    return keep(Daemon.start(loaded(), Map.of(), clock));
  }

  /** The same with hardware of its own for buttons, lamps and scanners. */
  Daemon daemon(LineSource lines, ScannerSource scanners) {
    return keep(Daemon.start(loaded(), Map.of(), Clock.systemUTC(), lines, scanners));
  }

  /** The same with a service manager's environment. */
  Daemon daemon(Map<String, String> environment, LineSource lines) {
    return keep(
        Daemon.start(
            loaded(),
            environment,
            Clock.systemUTC(),
            lines,
            (device, scans, says, uptime) -> () -> {}));
  }

  private StationConfig loaded() {
    ConfigReading reading = StationConfig.load(config(), Map.of());
    if (reading instanceof ConfigReading.Refused refused) {
      throw new AssertionError(refused.text());
    }
    return ((ConfigReading.Loaded) reading).config();
  }

  Daemon daemon() {
    return daemon(Clock.systemUTC());
  }

  /** The service's own list of enrollments, read as its owner by curl: registration ID to JSON. */
  Enrolled enrolled() {
    return new Enrolled(folder.resolve("dps"));
  }

  /** A question to the journal, answered by sqlite3. */
  String journal(String query) {
    return Tools.sqlite(journal(), query);
  }

  @Override
  public void close() {
    try {
      while (!open.isEmpty()) {
        open.pop().close();
      }
      service().close();
      TpmShop.delete(folder);
    } catch (Exception e) {
      throw new AssertionError("the bench could not be cleared", e);
    }
  }
}
