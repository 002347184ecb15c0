package io.birthmark.demo.bench;

import io.birthmark.hsm.tpm.EkPolicy;
import io.birthmark.hsm.tpm.EkRoots;
import io.birthmark.hsm.tpm.TpmElement;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.journal.Voiding;
import io.birthmark.station.ledger.LocalLedger;
import io.birthmark.station.run.Floor;
import io.birthmark.station.run.GroupGate;
import io.birthmark.station.run.Labelling;
import io.birthmark.station.run.OwnTpm;
import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.RunReport;
import io.birthmark.station.run.SerialSupply;
import io.birthmark.station.run.Slot;
import io.birthmark.station.run.Slots;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The station's slots and journal in this process, put together of the same parts as the daemon's,
 * with a stopwatch at each TPM's wire. Its journal is on the disk and is kept for all its runs, as
 * on a line.
 */
final class BenchLine implements AutoCloseable {
  private static final int FIRST_SERIAL = 100_000;

  private final Database database;
  private final Journal journal;
  private final Slots slots;
  private final List<Place> places;
  private int serials;

  private static final class Place {
    private final FreshTpm tpm;
    private final Meter meter = new Meter();
    private Optional<String> serial = Optional.empty();

    Place(FreshTpm tpm) {
      this.tpm = tpm;
    }
  }

  private BenchLine(Database database, Journal journal, Slots slots, List<Place> places) {
    this.database = database;
    this.journal = journal;
    this.slots = slots;
    this.places = places;
  }

  static BenchLine open(Workbench bench, int slots) throws IOException, InterruptedException {
    return open(bench, slots, UnaryOperator.identity());
  }

  /**
   * @param pace what makes the TPMs slower than they are; its time counts as theirs
   */
  static BenchLine open(Workbench bench, int slots, UnaryOperator<TpmTransport> pace)
      throws IOException, InterruptedException {
    return open(bench, slots, (place, raw) -> pace.apply(raw));
  }

  /** What is put around the wire to the TPM at a place. */
  interface Wires {
    TpmTransport around(int place, TpmTransport raw);
  }

  /**
   * @param wires what is put around each TPM's wire; its time counts as the TPM's
   */
  static BenchLine open(Workbench bench, int slots, Wires wires)
      throws IOException, InterruptedException {
    List<Place> places = new ArrayList<>();
    bench.tpms(slots).forEach(tpm -> places.add(new Place(tpm)));
    Path folder = bench.newFolder("line");
    StationConfig config =
        BenchConfig.write(
            folder,
            bench.roots(),
            IntStream.range(0, slots).mapToObj(i -> "unix:/not/used/" + i).toList());
    Clock clock = Clock.systemUTC();
    Database database = Database.open(folder.resolve("journal.db"), clock);
    Journal journal = new Journal(database, new LocalLedger(), clock);
    Floor floor =
        new Floor(
            config.station().id(),
            config.dps().registrationUrl().toString(),
            config.dps().idScope(),
            journal,
            new Devices(database),
            new SerialSupply(new SerialNumbers(database, clock)),
            OwnTpm.none(),
            Optional.empty(),
            GroupGate.open(),
            Optional::empty,
            Labelling.none(),
            clock,
            () -> Optional.of(clock.instant()),
            () -> {});
    EkPolicy policy = new EkPolicy.Require(EkRoots.load(bench.roots()));
    List<Slot> connected =
        IntStream.range(0, slots)
            .mapToObj(i -> slot(config, i, places.get(i), policy, wires))
            .toList();
    return new BenchLine(database, journal, new Slots(floor, connected), places);
  }

  private static Slot slot(
      StationConfig config, int place, Place at, EkPolicy policy, Wires wires) {
    StationConfig.Slot slot = config.slots().get(place);
    SecureRandom random = new SecureRandom();
    return new Slot(
        slot.name(),
        slot.element().word(),
        slot.product(),
        () ->
            new TpmElement(
                TpmConnector.connect(
                    at.tpm.tpm().address(),
                    config.tpm().commandLimit(),
                    raw -> at.meter.around(wires.around(place, raw))),
                policy,
                config.tpm().nvIndex(),
                random));
  }

  /** Puts a new device in: the TPM is as its maker made it, and the station has not met it. */
  void putNewDeviceIn(int place) throws IOException, InterruptedException {
    Place at = places.get(place);
    at.tpm.reset();
    // The same EK again would be a copied TPM, which the station refuses: so it is retired first.
    at.serial.ifPresent(
        serial -> {
          Voiding unused = journal.voidDevice(serial, "measured", "bench");
        });
    at.serial = Optional.of(Integer.toString(FIRST_SERIAL + serials++));
  }

  /** A run of the device that is in. */
  TimedRun run(int place) throws IOException {
    Place at = places.get(place);
    Duration before = at.meter.take();
    if (!before.isZero()) {
      throw new IllegalStateException("somebody talked to the TPM outside of a run");
    }
    long commits = database.commits();
    Duration committing = database.committing();
    long from = System.nanoTime();
    RunReport report = slots.run(BenchConfig.slot(place), at.serial, "bench", step -> {});
    Duration wall = Duration.ofNanos(System.nanoTime() - from);
    if (!(report.outcome() instanceof RunOutcome.Pass)) {
      throw new IOException("a run did not pass: " + report.outcome());
    }
    return new TimedRun(
        report,
        wall,
        at.meter.take(),
        database.commits() - commits,
        database.committing().minus(committing));
  }

  /** A new device's run. */
  TimedRun firstRun(int place) throws IOException, InterruptedException {
    putNewDeviceIn(place);
    return run(place);
  }

  /** So many first runs whose times do not count. */
  void warmUp(int runs) throws IOException, InterruptedException {
    for (int i = 0; i < runs; i++) {
      TimedRun unused = firstRun(0);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
