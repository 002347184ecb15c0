package io.birthmark.station.journal;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The enrollment groups, and which devices they cover. Where a device stands follows from its
 * group's row: one verdict changes thousands of devices with one write.
 */
public final class Groups {
  private static final String GROUP =
      "SELECT name, kind, verified_at, failed_at, problem_code, problem_fault, problem_sentence,"
          + " problem_action FROM enrollment_groups";
  private static final String MEMBERS = "d.group_covers = 1 AND d.state = 'provisioned'";

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
    database.write(
        tx -> {
          boolean news = row(tx, name, kind).coversSince().isEmpty();
          tx.change(
              "UPDATE enrollment_groups SET kind = ?, verified_at = ?, failed_at = NULL,"
                  + " problem_code = NULL, problem_fault = NULL, problem_sentence = NULL,"
                  + " problem_action = NULL WHERE name = ?",
              kind.word(),
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
    database.write(
        tx -> {
          GroupRow before = row(tx, name, kind);
          boolean news = !before.problem().equals(Optional.of(problem));
          if (news) {
            tx.change(
                "UPDATE enrollment_groups SET kind = ?, failed_at = ?, problem_code = ?,"
                    + " problem_fault = ?, problem_sentence = ?, problem_action = ?"
                    + " WHERE name = ?",
                kind.word(),
                before.failedAt().orElse(at),
                problem.code(),
                problem.fault().name(),
                problem.sentence(),
                problem.action(),
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

  /** How many devices that were made here a group covers, or would cover. */
  public long members(String name) {
    return database.read(
        snapshot ->
            snapshot
                .first(
                    "SELECT count(*) AS n FROM devices d WHERE "
                        + MEMBERS
                        + " AND d.enrollment_group = ?",
                    row -> row.number("n"),
                    name)
                .orElseThrow());
  }

  /** Those that belong to a group which is not verified. */
  static Uncovered uncovered(Snapshot snapshot) {
    return snapshot
        .first(
            "SELECT count(*) AS n, min(d.provisioned_at) AS oldest FROM enrollment_groups g"
                + " JOIN devices d ON d.enrollment_group = g.name WHERE "
                + MEMBERS
                + " AND (g.verified_at IS NULL OR g.failed_at IS NOT NULL)",
            row -> new Uncovered(row.number("n"), row.maybeTime("oldest")))
        .orElseThrow();
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
