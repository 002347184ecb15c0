package io.birthmark.station;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.issuer.AuditKey;
import io.birthmark.station.audit.HeadFolder;
import io.birthmark.station.audit.Notary;
import io.birthmark.station.audit.SignedHead;
import io.birthmark.station.config.Credentials;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.control.StateLock;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Ownership;
import io.birthmark.station.database.Room;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.Uploader;
import io.birthmark.station.floor.gpio.Chips;
import io.birthmark.station.journal.ClockEvents;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Heads;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.LabelLog;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.journal.OpenRun;
import io.birthmark.station.journal.Orders;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.label.LabelDesk;
import io.birthmark.station.label.RunLabels;
import io.birthmark.station.label.ScanDesk;
import io.birthmark.station.ledger.Ledger;
import io.birthmark.station.ledger.LocalLedger;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.run.Floor;
import io.birthmark.station.run.GroupGate;
import io.birthmark.station.run.OwnTpm;
import io.birthmark.station.run.SerialSupply;
import io.birthmark.station.run.Slot;
import io.birthmark.station.run.Slots;
import io.birthmark.station.time.ClockWatch;
import io.birthmark.station.time.StationClock;
import io.birthmark.station.verb.AuditParts;
import io.birthmark.station.verb.ClockVerbs;
import io.birthmark.station.verb.Finding;
import io.birthmark.station.verb.GroupParts;
import io.birthmark.station.verb.StationParts;
import io.birthmark.station.verb.StationParts.Uploading;
import io.birthmark.station.verb.Verbs;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station that is put together: its state directory is owned, its journal open, its slots ready.
 * Reads from top to bottom what depends on what.
 */
public final class Station implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Station.class);

  private final StateLock lock;
  private final Database database;
  private final Optional<Uploader> uploader;
  private final Slots slots;
  private final Notary notary;
  private final ClockWatch watch;
  private final Verbs verbs;
  private final Uploading uploading;
  private final Vitals vitals;
  private final Consumer<StationConfig> takeOver;

  private Station(
      StateLock lock,
      Database database,
      Uploading uploading,
      Notary notary,
      ClockWatch watch,
      Slots slots,
      Verbs verbs,
      Vitals vitals,
      Consumer<StationConfig> takeOver) {
    this.lock = lock;
    this.database = database;
    this.uploading = uploading;
    this.uploader = uploading.maybe();
    this.notary = notary;
    this.watch = watch;
    this.slots = slots;
    this.verbs = verbs;
    this.vitals = vitals;
    this.takeOver = takeOver;
  }

  /**
   * Opens the station on its state directory.
   *
   * @param system the time as it is said to be
   * @throws StorageException when another process has it, or the disk or the journal is not usable
   */
  public static Station open(StationConfig config, Map<String, String> environment, Clock system) {
    StationClock clock = StationClock.of(system);
    StateLock lock = own(config.station().state());
    try {
      Database database = Database.open(config.station().state().resolve("journal.db"), clock);
      ClockWatch watch = watch(database, clock);
      Ledger ledger = new LocalLedger();
      Journal journal = new Journal(database, ledger, clock);
      for (OpenRun run : journal.markInterrupted()) {
        LOG.warn(
            "run {} of serial {} in slot {} was cut off; the device continues when it is put in"
                + " again",
            run.run(),
            run.serial(),
            run.start().slot());
      }
      EnrollmentQueue queue = new EnrollmentQueue(database, clock);
      Credentials credentials = Credentials.of(config.station(), environment);
      SecureRandom random = new SecureRandom();
      Optional<StationIssuer> issuer =
          config
              .issuer()
              .map(own -> StationIssuer.of(own, config.station().id(), credentials, clock, random));
      Groups groups = new Groups(database);
      Vitals vitals = Vitals.of(config);
      Uploading uploading =
          WayToService.of(config, credentials, queue, groups, issuer, clock, vitals.uploader());
      Devices devices = new Devices(database);
      SerialNumbers numbers = new SerialNumbers(database, clock);
      OwnTpm own = ownTpm(config);
      LabelDesk labels =
          new LabelDesk(
              config,
              labelLog(database, clock),
              config.printer().map(LabelPrinters::of),
              new ScanDesk());
      Floor floor =
          new Floor(
              config.station().id(),
              config.dps().registrationUrl().toString(),
              config.dps().idScope(),
              journal,
              devices,
              new SerialSupply(numbers),
              own,
              issuer.map(StationIssuer::issuer),
              gate(config, groups),
              new Room(config.station().state(), config.station().reserveBytes())::objection,
              new RunLabels(labels, devices),
              clock,
              clock::trusted,
              () -> uploading.maybe().ifPresent(Uploader::wake));
      AuditParts audit = audit(config, database, issuer, clock);
      // What a reload takes over is made of the configuration here, and nowhere else.
      Function<StationConfig, List<Slot>> places =
          now ->
              slots(
                  now,
                  new SlotConnectors(now, new EkTrust(now.tpm()), credentials, random),
                  vitals);
      Slots slots = new Slots(floor, places.apply(config));
      Orders orders = new Orders(database, ledger, clock);
      GroupParts groupParts =
          new GroupParts(
              groups,
              DpsConnection.operators(config.dps(), clock),
              issuer.map(IssuerDesk::new),
              issuer.map(StationIssuer::derivedKeys).orElseGet(DerivedKeys::none));
      Function<StationConfig, Verbs> asked =
          now ->
              new StationParts(
                      now,
                      database,
                      journal,
                      devices,
                      numbers,
                      queue,
                      orders,
                      slots,
                      labels,
                      uploading,
                      issuer.map(StationIssuer::authority),
                      groupParts,
                      audit,
                      new ClockVerbs(clock, watch),
                      () -> checks(now, new EkTrust(now.tpm()), own, issuer, credentials))
                  .verbs();
      Verbs verbs = asked.apply(config);
      Consumer<StationConfig> takeOver =
          now -> {
            slots.change(places.apply(now));
            labels.change(now, now.printer().map(LabelPrinters::of));
            verbs.change(asked.apply(now));
          };
      return new Station(
          lock, database, uploading, audit.notary(), watch, slots, verbs, vitals, takeOver);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The journal is the clock's memory, and knows first whether the times to come are good. */
  private static ClockWatch watch(Database database, StationClock clock) {
    ClockEvents events = new ClockEvents(database);
    events.newestTrusted().ifPresent(clock::startFrom);
    ClockWatch watch = new ClockWatch(clock, events);
    watch.look();
    return watch;
  }

  private static AuditParts audit(
      StationConfig config, Database database, Optional<StationIssuer> issuer, StationClock clock) {
    Heads heads = new Heads(database);
    HeadFolder folder = new HeadFolder(config.audit().export());
    Optional<AuditKey> key = issuer.map(StationIssuer::auditKey);
    Notary notary =
        new Notary(
            config.station().id(),
            heads,
            folder,
            key.map(own -> statement -> sealed(own.sign(statement))),
            clock::objection,
            clock);
    return new AuditParts(notary, heads, folder, key);
  }

  private static SignedHead.Seal sealed(AuditKey.Signed signed) {
    return new SignedHead.Seal(signed.signature(), signed.publicKey());
  }

  private static LabelLog labelLog(Database database, Clock clock) {
    LabelLog log = new LabelLog(database, clock);
    for (LabelRow label : log.markInterrupted()) {
      LOG.warn(
          "label {} of device {} was sent and never confirmed; it is not printed again by itself",
          label.number(),
          label.device());
    }
    return log;
  }

  static StateLock own(Path state) {
    StateLock lock = take(state);
    try {
      Ownership.asItsFolder(StateLock.file(state));
      return lock;
    } catch (IOException e) {
      lock.close();
      throw new StorageException(
          Problem.ofStation(
              "storage.owner",
              "The lock of the state directory "
                  + state
                  + " could not be given to the directory's owner: "
                  + e.getMessage()
                  + ".",
              "Give it to him (chown), or the station cannot take it; then ask again."),
          e);
    }
  }

  private static StateLock take(Path state) {
    return StateLock.take(state)
        .orElseThrow(
            () ->
                new StorageException(
                    Problem.ofStation(
                        "station.owned",
                        "Another process owns the state directory "
                            + state
                            + StateLock.owner(state).map(pid -> " (process " + pid + ")").orElse("")
                            + ".",
                        "If that is the running station, ask it: --config must name its own"
                            + " configuration. Another station needs another [station] state.")));
  }

  private static GroupGate gate(StationConfig config, Groups groups) {
    return new GroupGate(
        groups::objection, config.dps().offlineGroup() == StationConfig.OfflineGroup.STOP);
  }

  private static List<Finding> checks(
      StationConfig config,
      EkTrust trust,
      OwnTpm own,
      Optional<StationIssuer> issuer,
      Credentials credentials) {
    List<Finding> findings = new ArrayList<>(SlotChecks.of(config, trust, own));
    findings.addAll(HsmChecks.of(config, issuer, credentials));
    findings.addAll(GpioChecks.of(config, Chips.ofThisMachine()));
    return findings;
  }

  private static OwnTpm ownTpm(StationConfig config) {
    return new OwnTpm(config.station().ownTpm(), config.tpm().commandLimit());
  }

  private static List<Slot> slots(StationConfig config, SlotConnectors connectors, Vitals vitals) {
    return config.slots().stream()
        .map(
            slot ->
                new Slot(
                    slot.name(),
                    slot.element().word(),
                    slot.product(),
                    connectors.to(slot.place(), vitals.slot(slot.name())),
                    connectors.presence(slot.place()),
                    vitals.slot(slot.name())))
        .toList();
  }

  public Verbs verbs() {
    return verbs;
  }

  public Slots slots() {
    return slots;
  }

  /** What must turn as long as this station is well. */
  public List<Pulse> pulses() {
    return uploader.isPresent() ? vitals.all() : List.copyOf(vitals.slots().values());
  }

  /** The way to the service, or why there is none. */
  Uploading uploading() {
    return uploading;
  }

  /** The next runs, labels and verbs go by this one; see {@link Reload}. */
  void takeOver(StationConfig config) {
    takeOver.accept(config);
  }

  /** Lets the queue flow; what stands in the way is logged and shown in {@code status}. */
  public void startUploading() {
    uploader.ifPresent(Uploader::start);
  }

  /** A call under way is given a moment; the queue stays on the disk. */
  public void stopUploading() {
    uploader.ifPresent(Uploader::close);
  }

  /**
   * From now on each loss and return of the time is written down, and heads of the journal are
   * exported daily and at the stop.
   */
  public void startWatches() {
    watch.start();
    notary.start();
  }

  @Override
  public void close() {
    stopUploading();
    watch.close();
    notary.close();
    database.close();
    lock.close();
  }
}
