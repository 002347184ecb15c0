package io.birthmark.demo.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.station.audit.HeadFolder;
import io.birthmark.station.audit.Notary;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.database.Database;
import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.OperatorDoor;
import io.birthmark.station.enrollment.UploadRules;
import io.birthmark.station.enrollment.Uploader;
import io.birthmark.station.enrollment.dps.DpsService;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.ClockEvents;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Heads;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.LabelLog;
import io.birthmark.station.journal.Orders;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.label.LabelDesk;
import io.birthmark.station.label.ScanDesk;
import io.birthmark.station.ledger.LocalLedger;
import io.birthmark.station.run.Floor;
import io.birthmark.station.run.GroupGate;
import io.birthmark.station.run.Labelling;
import io.birthmark.station.run.OwnTpm;
import io.birthmark.station.run.SerialSupply;
import io.birthmark.station.run.Slots;
import io.birthmark.station.time.ClockWatch;
import io.birthmark.station.time.StationClock;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.AuditParts;
import io.birthmark.station.verb.Caller;
import io.birthmark.station.verb.ClockVerbs;
import io.birthmark.station.verb.GroupParts;
import io.birthmark.station.verb.StationParts;
import io.birthmark.station.verb.Verbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A station whose devices are on paper and whose clock jumps; all else is real. */
final class PaperStation implements AutoCloseable {
  private static final Caller ANNA =
      new Caller() {
        @Override
        public String who() {
          return "anna";
        }

        @Override
        public void progress(String note) {}

        @Override
        public void line(String line) {}
      };

  private final JumpClock clock;
  private final Database database;
  private final Journal journal;
  private final EnrollmentQueue queue;
  private final Uploader uploader;
  private final Verbs verbs;

  PaperStation(Path folder, DpsEmulator dps, JumpClock clock, int share) throws IOException {
    this.clock = clock;
    database = Database.open(folder.resolve("journal.db"), clock);
    journal = new Journal(database, new LocalLedger(), clock);
    queue = new EnrollmentQueue(database, clock);
    DpsService service = Emulated.client(dps, folder, clock);
    uploader =
        new Uploader(queue, service, UploadRules.ofShare(share), clock, new Random(20261125));
    StationConfig config = config(folder, dps);
    StationClock time = synchronised(clock);
    Heads heads = new Heads(database);
    HeadFolder exported = new HeadFolder(folder.resolve("audit"));
    Devices devices = new Devices(database);
    SerialNumbers numbers = new SerialNumbers(database, clock);
    Floor floor =
        new Floor(
            "line3-a",
            dps.url(),
            dps.idScope(),
            journal,
            devices,
            new SerialSupply(numbers),
            OwnTpm.none(),
            Optional.empty(),
            GroupGate.open(),
            Optional::empty,
            Labelling.none(),
            clock,
            () -> Optional.of(clock.instant()),
            uploader::wake);
    verbs =
        new StationParts(
                config,
                database,
                journal,
                devices,
                numbers,
                queue,
                new Orders(database, new LocalLedger(), clock),
                new Slots(floor, List.of()),
                new LabelDesk(
                    config, new LabelLog(database, clock), Optional.empty(), new ScanDesk()),
                new StationParts.Uploading.Possible(uploader, service, service.entries()),
                Optional.empty(),
                new GroupParts(
                    new Groups(database),
                    string -> new OperatorDoor.Shut("nobody operates here"),
                    Optional.empty(),
                    DerivedKeys.none()),
                new AuditParts(
                    new Notary("line3-a", heads, exported, Optional.empty(), time::objection, time),
                    heads,
                    exported,
                    Optional.empty()),
                new ClockVerbs(time, new ClockWatch(time, new ClockEvents(database))),
                List::of)
            .verbs();
  }

  /** As right as a clock can be that jumps. */
  private static StationClock synchronised(JumpClock clock) {
    return new StationClock(
        clock,
        () -> Duration.ofMillis(clock.instant().toEpochMilli()),
        () -> true,
        clock.instant());
  }

  private static StationConfig config(Path folder, DpsEmulator dps) throws IOException {
    Path roots = Files.createDirectories(folder.resolve("roots"));
    Path file =
        Files.writeString(
            folder.resolve("birthmark.toml"),
            """
            [station]
            id = "line3-a"
            state = "%s"
            [dps]
            service = "localhost:%d"
            id_scope = "%s"
            policy = "station"
            [product.press]
            attestation = "tpm"
            [tpm]
            ek_roots = "%s"
            [[slot]]
            name = "S1"
            element = "tpm2"
            device = "tcp:127.0.0.1:1"
            """
                .formatted(folder, dps.port(), dps.idScope(), roots));
    ConfigReading reading = StationConfig.load(file, Map.of());
    if (reading instanceof ConfigReading.Loaded loaded) {
      return loaded.config();
    }
    throw new IOException(reading.toString());
  }

  void pass(PaperDevice device) {
    if (!(journal.begin(device.intent(clock.instant())) instanceof Begin.Begun begun)) {
      throw new AssertionError("a device that is new was refused");
    }
    Passed unused = journal.pass(begun.run(), device.result());
  }

  /** The same board gets another serial, in one step. */
  void rework(PaperDevice board, PaperDevice names) {
    if (!(journal.rework(board.intentNamed(names, clock.instant()), "wrong label")
        instanceof Begin.Begun begun)) {
      throw new AssertionError("a rework was refused");
    }
    Passed unused = journal.pass(begun.run(), board.result());
  }

  Duration step() {
    return uploader.step();
  }

  /** Intents of which the station itself says that it does not know. */
  long inDoubt() {
    return queue.backlog().work().questions();
  }

  long enrolled() {
    return database.read(
        snapshot ->
            snapshot
                .first(
                    "SELECT count(*) AS n FROM enrollments WHERE state = 'enrolled'",
                    row -> row.number("n"))
                .orElseThrow());
  }

  /** The real verb's document. */
  JsonNode status() {
    return verbs.carryOut("status", Arguments.none(), ANNA).document();
  }

  @Override
  public void close() {
    database.close();
  }
}
