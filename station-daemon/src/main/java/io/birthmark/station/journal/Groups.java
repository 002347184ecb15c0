package io.birthmark.station.journal;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The enrollment groups, and which devices they cover. Where a device stands follows from its
 * group's row: one verdict changes thousands of devices with one write.
 */
public final class Groups {
  private static final String GROUP =
      "SELECT name, kind, verified_at, failed_at, problem_code, problem_fault, problem_sentence,"
          + " problem_action, trusts, trusts_at FROM enrollment_groups";

  private final Database database;

  public Groups(Database database) {
    this.database = database;
  }

  /** What is known of a group. */
  public Optional<GroupRow> find(String name) {
    return database.read(snapshot -> snapshot.first(GROUP + " WHERE name = ?", GroupRow::of, name));
  }

  /** Every group that a device belongs to or that the service was asked for, by name. */
  public List<GroupRow> all() {
    return database.read(snapshot -> snapshot.list(GROUP + " ORDER BY name", GroupRow::of));
  }

  /**
   * Why no device may be made for this group now: the service said that it is missing, disabled or
   * different. Empty also when the service was never asked or is away.
   */
  public Optional<Problem> objection(String name) {
    return find(name).flatMap(GroupRow::problem);
  }

  /** The service has the group, and it is as it has to be. */
  public void verified(String name, GroupKind kind, Instant at) {
    verified(name, kind, at, Anchors.UNKNOWN);
  }

  /**
   * The same, and it was found what the group trusts: devices of an earlier CA are covered while
   * theirs is among it.
   */
  public void verified(String name, GroupKind kind, Instant at, Anchors trusts) {
    database.write(
        tx -> {
          boolean news = row(tx, name, kind).coversSince().isEmpty();
          tx.change(
              "UPDATE enrollment_groups SET kind = ?, verified_at = ?, failed_at = NULL,"
                  + " problem_code = NULL, problem_fault = NULL, problem_sentence = NULL,"
                  + " problem_action = NULL, trusts = ?, trusts_at = ? WHERE name = ?",
              kind.word(),
              at,
              stored(trusts),
              at,
              name);
          if (news) {
            note(tx, at, EventLog.STATION, "group.verified", name, Optional.empty());
          }
          return news;
        });
  }

  /** The service does not let the group's devices in. */
  public void failed(String name, GroupKind kind, Instant at, Problem problem) {
    failed(name, kind, at, problem, Anchors.UNKNOWN);
  }

  /** It does not let in what is made now; but those whose CA is among what it trusts. */
  public void failed(String name, GroupKind kind, Instant at, Problem problem, Anchors trusts) {
    database.write(
        tx -> {
          GroupRow before = row(tx, name, kind);
          boolean news =
              !before.problem().equals(Optional.of(problem)) || !before.trusts().equals(trusts);
          if (news) {
            tx.change(
                "UPDATE enrollment_groups SET kind = ?, failed_at = ?, problem_code = ?,"
                    + " problem_fault = ?, problem_sentence = ?, problem_action = ?, trusts = ?,"
                    + " trusts_at = ? WHERE name = ?",
                kind.word(),
                before.failedAt().orElse(at),
                problem.code(),
                problem.fault().name(),
                problem.sentence(),
                problem.action(),
                stored(trusts),
                at,
                name);
            note(tx, at, EventLog.STATION, "group.failed", name, Optional.of(problem.code()));
          }
          return news;
        });
  }

  /** A person changed a group at the service, through this station. */
  public void changed(String name, String what, Instant at, String who) {
    database.write(
        tx -> {
          note(tx, at, who, "group." + what, name, Optional.empty());
          return name;
        });
  }

  private static Optional<String> stored(Anchors trusts) {
    return trusts.isEmpty() ? Optional.empty() : Optional.of(trusts.stored());
  }

  /**
   * The devices of one group that have their certificates from one CA.
   *
   * @param issuer empty for devices without certificates, or made before this was written down
   */
  public record Members(Anchors issuer, long devices, OptionalLong row) {}

  /** The devices that were made here and that a group covers, or would cover, by their issuers. */
  public List<Members> membersOf(String name) {
    return database.read(snapshot -> members(snapshot, name));
  }

  /** How many devices that were made here a group covers, or would cover. */
  public long members(String name) {
    return membersOf(name).stream().mapToLong(Members::devices).sum();
  }

  private static List<Members> members(Snapshot snapshot, String name) {
    return snapshot.list(
        "SELECT c.devices, nullif(c.issuer, 0) AS issuer, i.anchors FROM device_counts c"
            + " LEFT JOIN issuers i ON i.id = c.issuer"
            + " WHERE c.state = 'provisioned' AND c.enrollment_group = ? AND c.devices > 0",
        row ->
            new Members(
                Anchors.stored(row.maybeText("anchors")),
                row.number("devices"),
                row.maybeNumber("issuer")),
        name);
  }

  /** Those that their group does not let in, to all that is known. */
  static Uncovered uncovered(Snapshot snapshot) {
    long devices = 0;
    Optional<Instant> oldest = Optional.empty();
    for (GroupRow group : snapshot.list(GROUP, GroupRow::of)) {
      for (Members members : members(snapshot, group.name())) {
        if (group.coversSince(members.issuer()).isEmpty()) {
          devices += members.devices();
          Optional<Instant> first = oldest(snapshot, group.name(), members.row());
          oldest =
              Stream.of(oldest, first).flatMap(Optional::stream).min(Comparator.naturalOrder());
        }
      }
    }
    return new Uncovered(devices, oldest);
  }

  private static Optional<Instant> oldest(Snapshot snapshot, String group, OptionalLong issuer) {
    return snapshot.first(
        "SELECT provisioned_at FROM devices WHERE enrollment_group = ? AND issuer IS ?"
            + " AND group_covers = 1 AND state = 'provisioned' ORDER BY provisioned_at LIMIT 1",
        row -> row.time("provisioned_at"),
        group,
        issuer);
  }

  /** The row of a device's issuer, if it has one; made when it is the first of that issuer. */
  static OptionalLong issuer(Transaction tx, Anchors anchors) {
    if (anchors.isEmpty()) {
      return OptionalLong.empty();
    }
    String stored = anchors.stored();
    tx.change("INSERT OR IGNORE INTO issuers (anchors) VALUES (?)", stored);
    return OptionalLong.of(
        tx.first("SELECT id FROM issuers WHERE anchors = ?", row -> row.number("id"), stored)
            .orElseThrow());
  }

  /** A device of this group passed. */
  static void joined(Transaction tx, Membership membership, Attestation attestation) {
    if (membership.covers()) {
      enter(tx, membership.group(), GroupKind.of(attestation));
    }
  }

  private static void enter(Transaction tx, String name, GroupKind kind) {
    tx.change(
        "INSERT OR IGNORE INTO enrollment_groups (name, kind) VALUES (?, ?)", name, kind.word());
  }

  private static GroupRow row(Transaction tx, String name, GroupKind kind) {
    enter(tx, name, kind);
    return tx.first(GROUP + " WHERE name = ?", GroupRow::of, name).orElseThrow();
  }

  private static void note(
      Transaction tx, Instant at, String who, String kind, String group, Optional<String> code) {
    var detail = Json.object().put("group", group);
    code.ifPresent(c -> detail.put("code", c));
    EventLog.append(tx, at, who, kind, Subject.NONE, detail);
  }
}
