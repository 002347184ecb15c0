package io.birthmark.demo.bench;

import io.birthmark.demo.Folders;
import io.birthmark.demo.LineSetUp;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TokenReader;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line on which a day is worked: a real daemon with its HSM, slots, printer and service, and
 * what people do at it.
 */
final class DayLine implements AutoCloseable {
  static final int SLOTS = 4;

  /** In this slot devices get a certificate, in the others none. */
  private static final int WITH_CERTIFICATE = SLOTS - 1;

  private static final String PIN = "1234";
  private static final int USUAL_LABEL_SECONDS = 60;

  /** "… Pause Young (Allocation Failure) 8M->6M(11M) 1.2ms". */
  private static final Pattern COLLECTED = Pattern.compile("\\d+M->(\\d+)M\\(\\d+M\\)");

  private final Workbench bench;
  private final Path folder;
  private final List<Path> delivered;
  private final List<SoftwareTpm> slots;
  private final StationConfig config;
  private final MeasuredDaemon daemon;
  private DpsEmulator service;

  /** The serial of each TPM that has one. */
  private final Map<Integer, String> bearers = new ConcurrentHashMap<>();

  private final AtomicInteger serials = new AtomicInteger();
  private final AtomicInteger voided = new AtomicInteger();
  private int reloads;

  private DayLine(
      Workbench bench,
      Path folder,
      List<Path> delivered,
      List<SoftwareTpm> slots,
      StationConfig config,
      MeasuredDaemon daemon,
      DpsEmulator service) {
    this.bench = bench;
    this.folder = folder;
    this.delivered = delivered;
    this.slots = slots;
    this.config = config;
    this.daemon = daemon;
    this.service = service;
  }

  /**
   * Sets everything up, and starts the daemon.
   *
   * @param tpms how many different ones come by
   */
  static DayLine open(Workbench bench, int tpms) throws IOException, InterruptedException {
    Path folder = bench.newFolder("day");
    List<Path> delivered = bench.delivered(tpms);
    List<SoftwareTpm> slots = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      SoftwareTpm tpm = bench.keep(new SoftwareTpm(folder.resolve("slot" + slot)));
      putIn(tpm, delivered.get(slot));
      slots.add(tpm);
    }
    TokenReader reader = TokenReader.in(folder.resolve("reader"));
    SoftToken unused =
        SoftToken.make(Files.createDirectories(folder.resolve("hsm")), "station-hsm", PIN, PIN)
            .plugIn(reader);
    DpsEmulator service = serve(folder, Optional.empty());
    StationConfig config = configure(folder, bench.roots(), slots, service);
    new LineSetUp(config.file(), folder.resolve("plant"), folder.resolve("dps")).makeIssuer();
    MeasuredDaemon daemon =
        MeasuredDaemon.start(
            bench,
            config,
            List.of(),
            Map.of(
                "SOFTHSM2_CONF",
                reader.configuration().toString(),
                "BIRTHMARK_JAVA_OPTS",
                System.getenv().getOrDefault("BIRTHMARK_JAVA_OPTS", "")
                    + " -Xlog:gc:file="
                    + folder.resolve("collections")));
    return new DayLine(bench, folder, delivered, slots, config, daemon, service);
  }

  private static DpsEmulator serve(Path folder, Optional<Integer> port) throws IOException {
    EmulatorOptions.Builder options =
        EmulatorOptions.builder().directory(folder.resolve("dps")).operationsPerMinute(100_000);
    port.ifPresent(options::port);
    return DpsEmulator.start(options.build());
  }

  private static StationConfig configure(
      Path folder, Path roots, List<SoftwareTpm> slots, DpsEmulator service) throws IOException {
    Path credentials =
        Files.createDirectory(
            folder.resolve("credentials"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(credentials.resolve("dps-policy-key"), Emulated.policyKey(service));
    Files.writeString(credentials.resolve("issuer-pin"), PIN);
    Files.createDirectories(folder.resolve("labels"));
    // In hours of seconds the service's limit would be what is measured.
    StringBuilder toml =
        new StringBuilder(
            """
            [station]
            id = "bench"
            state = "state"
            control = "%s"
            credentials = "credentials"

            [dps]
            service = "localhost:%d"
            id_scope = "%s"
            policy = "station"
            operations_per_minute = 100000
            ca_file = "dps/ca.pem"

            [issuer]
            module = "%s"
            token = "station-hsm"

            [product.press]
            serial = "[0-9]{6}"
            registration_id = "press-{serial}"
            attestation = "tpm"

            [product.valve]
            serial = "[0-9]{6}"
            registration_id = "valve-{serial}"
            attestation = "x509"

            [tpm]
            ek_roots = "%s"

            [printer]
            address = "dir:%s"
            seconds = %d
            """
                .formatted(
                    BenchConfig.socket(folder),
                    service.port(),
                    service.idScope(),
                    TokenReader.module(),
                    roots,
                    folder.resolve("labels"),
                    USUAL_LABEL_SECONDS));
    for (int slot = 0; slot < slots.size(); slot++) {
      toml.append(
          """

          [[slot]]
          name = "%s"
          product = "%s"
          element = "tpm2"
          device = "%s"
          """
              .formatted(
                  BenchConfig.slot(slot),
                  slot == WITH_CERTIFICATE ? "valve" : "press",
                  slots.get(slot).address()));
    }
    Path file = Files.writeString(folder.resolve("birthmark.toml"), toml);
    ConfigReading reading = StationConfig.load(file, Map.of());
    if (reading instanceof ConfigReading.Refused refused) {
      throw new IOException("the bench's own configuration is wrong:\n" + refused.text());
    }
    return ((ConfigReading.Loaded) reading).config();
  }

  /** Cuts the power, puts another TPM in, as its maker delivered it, and switches it on. */
  private static void putIn(SoftwareTpm slot, Path delivered)
      throws IOException, InterruptedException {
    slot.powerOff();
    Folders.delete(slot.state());
    Folders.copy(delivered, slot.state());
    slot.powerOn();
  }

  // ---- at a slot

  /** A TPM comes by, is new to the station, and passes. */
  void build(int tpm) throws IOException, InterruptedException {
    int slot = tpm % SLOTS;
    putIn(slots.get(slot), delivered.get(tpm));
    retire(tpm);
    String serial = nextSerial();
    daemon.provision(slot, serial);
    bearers.put(tpm, serial);
  }

  /** The same EK again would be a copied TPM, which the station refuses. */
  private void retire(int tpm) throws IOException {
    Optional<String> before = Optional.ofNullable(bearers.remove(tpm));
    if (before.isPresent()) {
      Answer unused =
          done(
              "void", Arguments.none().with("serial", before.get()).with("reason", "the next day"));
      voided.incrementAndGet();
    }
  }

  private String nextSerial() {
    return String.format("%06d", serials.incrementAndGet());
  }

  /** The device that is in is put in once more, and passes again. */
  void again(int tpm) throws IOException {
    daemon.provision(tpm % SLOTS, bearer(tpm));
  }

  /** A new device gets a label that another one has, and is refused. */
  void refuseLabelOf(int tpm, int other) throws IOException, InterruptedException {
    int slot = tpm % SLOTS;
    putIn(slots.get(slot), delivered.get(tpm));
    retire(tpm);
    fail(slot, bearer(other));
  }

  /** A device without power. */
  void refuseDead(int slot) throws IOException, InterruptedException {
    slots.get(slot).powerOff();
    fail(slot, nextSerial());
    slots.get(slot).powerOn();
  }

  private void fail(int slot, String serial) throws IOException {
    Answer answer =
        daemon.ask(
            "provision",
            Arguments.none().with("slot", BenchConfig.slot(slot)).with("serial", serial));
    if (answer.exitCode() == 0) {
      throw new IOException("a device passed that should not: " + answer.text());
    }
  }

  private String bearer(int tpm) {
    return Optional.ofNullable(bearers.get(tpm)).orElseThrow();
  }

  // ---- around the line

  /** What an operator looks at. */
  void look(String verb) throws IOException {
    Answer unused = daemon.ask(verb, Arguments.none());
  }

  void show(int tpm) throws IOException {
    Answer unused = done("show", Arguments.none().with("serial", bearer(tpm)));
  }

  void reprint(int tpm) throws IOException {
    Answer unused =
        done(
            "label reprint",
            Arguments.none().with("serial", bearer(tpm)).with("reason", "torn off"));
  }

  void export() throws IOException {
    Answer unused = done("export", Arguments.none().with("format", "csv"));
  }

  /** As the nightly timer does it: by the program. */
  void backUp() throws IOException, InterruptedException {
    Path copy = folder.resolve("backup.db");
    Process backup =
        new ProcessBuilder(
                bench.launcher().toString(),
                "backup",
                copy.toString(),
                "--config",
                config.file().toString())
            .redirectErrorStream(true)
            .start();
    backup.getOutputStream().close();
    String said = new String(backup.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (backup.waitFor() != 0) {
      throw new IOException("the backup failed: " + said);
    }
    Files.delete(copy);
  }

  /** Changes the configuration, and has it read again. */
  void reload() throws IOException, InterruptedException {
    String toml = Files.readString(config.file());
    Files.writeString(
        config.file(),
        toml.replace(
            "seconds = " + (USUAL_LABEL_SECONDS + reloads),
            "seconds = " + (USUAL_LABEL_SECONDS + reloads + 1)));
    reloads++;
    daemon.hangUp();
  }

  void serviceGoes() throws IOException {
    service.close();
  }

  void serviceComesBack() throws IOException {
    service = serve(folder, Optional.of(service.port()));
  }

  void upload() throws IOException {
    daemon.upload();
  }

  private Answer done(String verb, Arguments arguments) throws IOException {
    Answer answer = daemon.ask(verb, arguments);
    if (answer.exitCode() != 0) {
      throw new IOException(verb + " failed: " + answer.text());
    }
    return answer;
  }

  // ---- what came of it

  int voided() {
    return voided.get();
  }

  int reloads() {
    return reloads;
  }

  /** Whether the service has an entry for each device that is out there, and no other. */
  void expectAllEnrolled() throws IOException {
    if (service.enrollments() != bearers.size()) {
      throw new IOException(
          "the service has " + service.enrollments() + " devices of " + bearers.size());
    }
  }

  DaySample sample(double hour) throws IOException {
    Path journal = config.station().state().resolve("journal.db");
    return new DaySample(
        hour,
        daemon.residentMegabytes(),
        daemon.ownMegabytes(),
        heapMegabytes(),
        daemon.threads(),
        daemon.openFiles(),
        (size(journal) + size(journal.resolveSibling("journal.db-wal"))) / 1e6,
        daemon.status().path("backlog").path("waiting").asLong());
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private OptionalDouble heapMegabytes() throws IOException {
    OptionalDouble latest = OptionalDouble.empty();
    for (String line : Files.readAllLines(folder.resolve("collections"))) {
      Matcher collected = COLLECTED.matcher(line);
      if (collected.find()) {
        latest = OptionalDouble.of(Double.parseDouble(collected.group(1)));
      }
    }
    return latest;
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    slots.forEach(SoftwareTpm::close);
    service.close();
  }
}
