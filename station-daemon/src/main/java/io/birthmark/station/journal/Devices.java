package io.birthmark.station.journal;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Looks devices up; changes nothing. */
public final class Devices {
  private static final String DEVICE =
      "SELECT d.id, d.serial, d.registration_id, d.hardware, d.token, d.product, d.state,"
          + " d.attestation, d.evidence, d.begun_at, d.provisioned_at, d.enrollment_group,"
          + " d.group_covers, d.work_order,"
          + " (SELECT anchors FROM issuers WHERE id = d.issuer) AS anchors, "
          + EnrollmentRow.COLUMNS
          + " FROM devices d LEFT JOIN enrollments e"
          + " ON e.id = (SELECT max(id) FROM enrollments WHERE device = d.id)";
  private static final int ENROLLED_PAGE = 1000;
  // A device's last word is its newest intent.
  private static final String ENROLLED =
      "SELECT d.id AS device FROM devices d WHERE d.id > ? AND d.state = 'provisioned'"
          + " AND (SELECT operation || ' ' || state FROM enrollments WHERE device = d.id"
          + " ORDER BY id DESC LIMIT 1) = 'create enrolled' ORDER BY d.id LIMIT ?";
  private static final String LIVE = " AND d.state IN ('begun', 'provisioned')";

  private static final int PAGE = 500;

  private final Database database;

  public Devices(Database database) {
    this.database = database;
  }

  /** The identity that this hardware has now. */
  public Optional<DeviceRow> byHardware(Hardware hardware) {
    return database.read(snapshot -> live(snapshot, hardware));
  }

  /** The device that bears this serial now. */
  public Optional<DeviceRow> bySerial(String serial) {
    return database.read(snapshot -> live(snapshot, serial));
  }

  /**
   * A page of devices of every state, newest first.
   *
   * @param before the last of the page before
   */
  public List<DeviceRow> newest(int limit, Optional<DeviceId> before) {
    return database.read(
        snapshot ->
            snapshot.list(
                DEVICE + " WHERE d.id < ? ORDER BY d.id DESC LIMIT ?",
                Devices::device,
                before.map(DeviceId::number).orElse(Long.MAX_VALUE),
                limit));
  }

  /**
   * What was begun and is not finished.
   *
   * @param limit of how many it is told which they are
   */
  public Unfinished unfinished(int limit) {
    return database.read(snapshot -> Unfinished.of(snapshot, limit));
  }

  /** Every device of every state, oldest first, in pages: a million need no more memory. */
  public void each(Consumer<DeviceRow> take) {
    pages(
        after ->
            database.read(
                snapshot ->
                    snapshot.list(
                        DEVICE + " WHERE d.id > ? ORDER BY d.id LIMIT " + PAGE,
                        Devices::device,
                        after.number())),
        take);
  }

  /**
   * Every identity that was first given at {@code since} or later, void ones too, oldest first, in
   * pages.
   */
  public void provisionedSince(Instant since, Consumer<DeviceRow> take) {
    pages(
        after ->
            database.read(
                snapshot ->
                    snapshot.list(
                        DEVICE
                            + " WHERE d.id > ? AND d.provisioned_at >= ? ORDER BY d.id LIMIT "
                            + PAGE,
                        Devices::device,
                        after.number(),
                        since)),
        take);
  }

  /**
   * Whoever takes may be slow, or stuck. A page is read before it is handed on, for a reader that
   * stays would keep SQLite's log from ever being emptied.
   */
  private static void pages(
      Function<DeviceId, List<DeviceRow>> pageAfter, Consumer<DeviceRow> take) {
    DeviceId last = new DeviceId(0);
    List<DeviceRow> page;
    do {
      page = pageAfter.apply(last);
      page.forEach(take);
      last = page.isEmpty() ? last : page.get(page.size() - 1).id();
    } while (page.size() == PAGE);
  }

  /** Whose each of these registration IDs is, in their order; compared without regard to case. */
  public List<Bearers> bearers(List<String> registrationIds) {
    return database.read(
        snapshot -> registrationIds.stream().map(id -> bearers(snapshot, id)).toList());
  }

  private static Bearers bearers(Snapshot snapshot, String registrationId) {
    return new Bearers(
        snapshot.first(
            DEVICE
                + " WHERE d.serial = (SELECT serial FROM ledger WHERE registration_id = ?)"
                + LIVE,
            Devices::device,
            registrationId),
        snapshot.list(
            DEVICE
                + " WHERE d.registration_id = ? COLLATE NOCASE AND d.state = 'void'"
                + " ORDER BY d.id DESC",
            Devices::device,
            registrationId));
  }

  /** Whether a voided identity had this registration ID and, among others, this certificate. */
  public boolean wasVoided(String registrationId, Bytes certificate) {
    return database
        .read(
            snapshot ->
                snapshot.first(
                    "SELECT d.id FROM devices d JOIN certificates c ON c.device = d.id"
                        + " WHERE d.registration_id = ? COLLATE NOCASE AND d.state = 'void'"
                        + " AND c.certificate = ?",
                    row -> row.number("id"),
                    registrationId,
                    certificate))
        .isPresent();
  }

  /** One device. */
  public DeviceRow byId(DeviceId id) {
    return database.read(snapshot -> require(snapshot, id));
  }

  /** Every device of which the service is known to have an enrollment of its own. */
  public void eachEnrolled(LongConsumer take) {
    long after = 0;
    while (after >= 0) {
      // Page by page, so that the log can be shortened meanwhile.
      after = enrolledAfter(after, take);
    }
  }

  private long enrolledAfter(long after, LongConsumer take) {
    List<Long> page =
        database.read(
            snapshot -> snapshot.list(ENROLLED, row -> row.number("device"), after, ENROLLED_PAGE));
    page.forEach(take::accept);
    return page.size() < ENROLLED_PAGE ? -1 : page.get(page.size() - 1);
  }

  /** All that is known of a serial, oldest first: one entry for each identity that bore it. */
  public List<DeviceHistory> history(String serial) {
    return database.read(
        snapshot ->
            snapshot
                .list(DEVICE + " WHERE d.serial = ? ORDER BY d.id", Devices::device, serial)
                .stream()
                .map(device -> history(snapshot, device))
                .toList());
  }

  static Optional<DeviceRow> live(Snapshot snapshot, Hardware hardware) {
    return snapshot.first(
        DEVICE + " WHERE d.hardware = ?" + LIVE, Devices::device, hardware.sha256());
  }

  static Optional<DeviceRow> live(Snapshot snapshot, String serial) {
    return snapshot.first(DEVICE + " WHERE d.serial = ?" + LIVE, Devices::device, serial);
  }

  /**
   * The row with which this claim goes on: the one that has its names now, else one that was given
   * up untouched.
   */
  static Optional<DeviceRow> resuming(Snapshot snapshot, Claim claim) {
    return snapshot
        .list(
            DEVICE
                + " WHERE d.serial = ? AND d.state <> 'void'"
                + " ORDER BY d.state = 'abandoned', d.hardware IS NULL, d.id",
            Devices::device,
            claim.serial())
        .stream()
        .filter(device -> claim.continues(device.claim()))
        .findFirst();
  }

  static DeviceRow require(Snapshot snapshot, DeviceId id) {
    return snapshot
        .first(DEVICE + " WHERE d.id = ?", Devices::device, id.number())
        .orElseThrow(() -> new IllegalStateException("there is no device " + id));
  }

  static Optional<Proof> proof(Row row) {
    return row.maybeText("attestation")
        .flatMap(Attestation::ofWord)
        .map(attestation -> proof(row, attestation));
  }

  // A device that is recognised by a derived key leaves no evidence behind.
  private static Proof proof(Row row, Attestation attestation) {
    return new Proof(
        attestation,
        attestation == Attestation.SYMMETRIC_KEY
            ? row.maybeBytes("evidence").orElse(Bytes.EMPTY)
            : row.bytes("evidence"));
  }

  private static DeviceRow device(Row row) {
    return new DeviceRow(
        new DeviceId(row.number("id")),
        row.text("serial"),
        row.text("registration_id"),
        hardware(row),
        row.text("product"),
        DeviceState.of(row.text("state")),
        proof(row),
        row.time("begun_at"),
        row.maybeTime("provisioned_at"),
        Membership.of(row),
        row.maybeText("work_order"),
        Anchors.stored(row.maybeText("anchors")),
        row.maybeNumber("e_id").isPresent()
            ? Optional.of(EnrollmentRow.of(row))
            : Optional.empty());
  }

  private static Optional<Hardware> hardware(Row row) {
    Hardware.Kind kind = row.flag("token") ? Hardware.Kind.TOKEN : Hardware.Kind.TPM;
    return row.maybeBytes("hardware").map(sha256 -> new Hardware(kind, sha256));
  }

  private static DeviceHistory history(Snapshot snapshot, DeviceRow device) {
    long id = device.id().number();
    return new DeviceHistory(
        device,
        snapshot.list("SELECT * FROM runs WHERE device = ? ORDER BY id", RunRow::of, id),
        snapshot.list(
            "SELECT "
                + EnrollmentRow.COLUMNS
                + " FROM enrollments e WHERE e.device = ? ORDER BY id",
            EnrollmentRow::of,
            id),
        snapshot.list(IssuedCertificate.OF_DEVICE, IssuedCertificate::of, id),
        snapshot.list(
            "SELECT at, who, kind, run, enrollment, detail FROM events WHERE device = ? ORDER BY id",
            row ->
                new Event(
                    row.time("at"),
                    row.text("who"),
                    row.text("kind"),
                    row.maybeNumber("run").stream().mapToObj(RunId::new).findFirst(),
                    row.maybeNumber("enrollment").stream().mapToObj(EnrollmentId::new).findFirst(),
                    row.maybeText("detail")),
            id));
  }
}
