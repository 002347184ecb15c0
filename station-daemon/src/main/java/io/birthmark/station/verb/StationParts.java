package io.birthmark.station.verb;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.issuer.CertificateAuthority;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Room;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.Telling;
import io.birthmark.station.enrollment.Uploader;
import io.birthmark.station.journal.Backups;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.Orders;
import io.birthmark.station.journal.Repairs;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.label.LabelDesk;
import io.birthmark.station.reconcile.Reconciliation;
import io.birthmark.station.run.Slots;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the verbs work with.
 *
 * @param labels the label printer
 * @param uploading the uploader, or why there is none
 * @param authority the line's CA; empty when the station has no HSM
 * @param groups the enrollment groups, and the way to change them
 * @param time the clock that everything goes by
 * @param audit the heads of the journal
 * @param slotChecks what {@code doctor} asks of slots, modules and HSM
 */
public record StationParts(
    StationConfig config,
    Database database,
    Journal journal,
    Devices devices,
    SerialNumbers serials,
    EnrollmentQueue queue,
    Orders orders,
    Slots slots,
    LabelDesk labels,
    Uploading uploading,
    Optional<CertificateAuthority> authority,
    GroupParts groups,
    AuditParts audit,
    ClockVerbs time,
    Supplier<List<Finding>> slotChecks) {

  public Clock clock() {
    return time.clock();
  }

  /** Whether there is a way to the enrollment service. */
  public sealed interface Uploading {
    record Possible(Uploader uploader, EnrollmentService service, EnrollmentEntries entries)
        implements Uploading {}

    record Impossible(Problem problem) implements Uploading {}

    default Optional<Uploader> maybe() {
      return this instanceof Possible possible
          ? Optional.of(possible.uploader())
          : Optional.empty();
    }
  }

  /** The room on the journal's disk. */
  Room room() {
    return new Room(config.station().state(), config.station().reserveBytes());
  }

  Backups backups() {
    return new Backups(database, clock());
  }

  public Verbs verbs() {
    Runnable wake = () -> uploading.maybe().ifPresent(Uploader::wake);
    Runnable recheck = () -> uploading.maybe().ifPresent(Uploader::recheck);
    List<Verb> verbs =
        new ArrayList<>(
            List.of(
                new Provision(slots),
                new Status(this),
                new DeviceList(devices, groups.groups()),
                new Show(devices, groups.groups()),
                timely(new Upload(uploading, queue, clock())),
                QuarantineVerbs.list(queue),
                QuarantineVerbs.retry(queue, wake),
                QuarantineVerbs.drop(queue),
                timely(
                    new Reconcile(
                        uploading,
                        new Reconciliation.Stores(
                            devices,
                            new Repairs(database, clock()),
                            new Telling(groups.keys()),
                            groups.groups()))),
                new Retire(journal, devices, wake),
                new Export(devices, groups.groups()),
                new ExportedCertificates(devices),
                timely(new DpsProveCa(groups, config.dps().service().toString()).verb()),
                new Timely(
                    CaVerbs.init(authority),
                    time.clock()::objection,
                    arguments -> arguments.text("selfSigned").isPresent()),
                CaVerbs.csr(authority),
                timely(CaVerbs.importAnswer(authority)),
                CaVerbs.show(authority),
                time.confirm(),
                AuditVerbs.verify(this),
                AuditVerbs.sign(this),
                new Doctor(this)));
    verbs.addAll(new OrderVerbs(orders, config).all());
    verbs.addAll(new Backup(database, backups(), room(), config.station().id()).verbs());
    new DpsGroupVerbs(groups, recheck, clock())
        .all().stream().map(this::timely).forEach(verbs::add);
    verbs.addAll(new LabelVerbs(labels, devices).all());
    return new Verbs(verbs);
  }

  private Verb timely(Verb verb) {
    return new Timely(verb, time.clock()::objection, arguments -> true);
  }
}
