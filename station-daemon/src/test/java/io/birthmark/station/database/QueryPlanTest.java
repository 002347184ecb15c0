package io.birthmark.station.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.journal.Anchors;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.DeviceId;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.GroupKind;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.LabelLog;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.journal.LabelState;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.Settlement;
import io.birthmark.station.journal.StationStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a million devices no run and no {@code status} may walk through all of them. */
class QueryPlanTest {
  // A walk along an index that holds only what waits is as long as what waits.
  private static final Pattern WALK =
      Pattern.compile(
          "SCAN (devices|d|runs|r|enrollments|e|earlier|events|ledger|certificates|n"
              + "|serial_numbers|theirs|labels|l)\\b(?! USING (COVERING )?INDEX"
              + " (enrollments_(queued|sending|quarantined|deletes|dropped)|runs_open|serial_numbers_orphaned|labels_(sending|unknown)))"
              + ".*");

  @TempDir Path dir;

  @Test
  void neitherRunsNorStatusWalkThroughAllRows() {
    try (Floor floor = new Floor(dir)) {
      aDay(floor);
      Set<String> statements = floor.database.statements();
      assertThat(statements).hasSizeGreaterThan(40);

      Set<String> walks = new TreeSet<>();
      for (String sql : statements) {
        plan(floor.database, sql).stream()
            .filter(step -> WALK.matcher(step).matches())
            .forEach(step -> walks.add(step + "  in  " + sql));
      }

      // The newest row, found at the end of the table, is the one "walk" of a single step.
      walks.removeIf(walk -> walk.endsWith("ORDER BY id DESC LIMIT 1") || walk.contains("max(id)"));
      assertThat(walks).isEmpty();
    }
  }

  /** Everything that happens on a line, and what is asked meanwhile. */
  private static void aDay(Floor floor) {
    Groups groups = new Groups(floor.database);
    floor.provision("d1", Board.number(1));
    floor.provision("d1", Board.number(1));
    Begin.Begun failed = floor.begin("A", "d2", Board.number(2));
    floor.end(failed, false);
    Begin.Begun left = floor.begin("A", "d3", Board.number(3));
    assertThat(floor.journal.openRuns()).hasSize(1);
    assertThat(left.continued()).isFalse();
    floor.journal.pass(
        floor.begin("B", "g1", Board.number(4)).run(),
        new PassResult(
            Floor.STEPS,
            Floor.COST,
            Optional.of(new Proof(Attestation.X509, Bytes.ofHex("3082"))),
            Optional.of(new Membership("line3", true)),
            Anchors.of(List.of(Bytes.ofHex("01".repeat(32))), List.of())));
    groups.verified("line3", GroupKind.X509, floor.clock.instant());
    assertThat(floor.journal.markInterrupted()).hasSize(1);
    var sent = floor.queue.markSending(floor.queue.nextBatch(10, floor.clock.instant()));
    floor.queue.settle(sent.stream().map(one -> new Settlement.Done(one.id())).toList());
    assertThat(floor.queue.inDoubt(10, floor.clock.instant())).isEmpty();
    assertThat(floor.queue.nextAlone(floor.clock.instant())).isEmpty();
    floor.queue.makeDue(floor.clock.instant());
    assertThat(floor.queue.quarantined()).isEmpty();
    assertThat(floor.devices.byHardware(Board.number(1).hardware())).isPresent();
    assertThat(floor.devices.bearers(List.of("press-d1"))).hasSize(1);
    assertThat(floor.devices.newest(10, Optional.empty())).hasSizeGreaterThan(2);
    floor.devices.provisionedSince(floor.clock.instant(), device -> {});
    assertThat(groups.members("line3")).isEqualTo(1);
    assertThat(StationStatus.of(floor.database, floor.clock.instant()).provisioned()).isEqualTo(2);
    labels(floor);
    floor.journal.voidDevice("d1", "rework", "anna");
    assertThat(floor.devices.history("d1")).hasSize(1);
    assertThat(floor.serials.orphaned()).isEmpty();
    assertThat(floor.serials.take("press", 1, 9, Optional.empty())).isNotNull();
  }

  private static void labels(Floor floor) {
    LabelLog log = new LabelLog(floor.database, floor.clock);
    DeviceId device = floor.devices.bySerial("d1").orElseThrow().id();
    LabelRow first = log.sending(device, Optional.empty(), "anna");
    log.settle(first, LabelState.PRINTED, Optional.empty(), "anna");
    LabelRow second = log.sending(device, Optional.of("smeared"), "anna");
    assertThat(log.markInterrupted()).containsExactly(second);
    assertThat(log.current(device)).map(LabelRow::state).contains(LabelState.UNKNOWN);
    assertThat(log.inDoubt(10).oldest()).hasSize(1);
    assertThat(log.nextNumber(device)).isEqualTo(3);
    assertThat(log.all(device)).hasSize(2);
  }

  private static List<String> plan(Database database, String sql) {
    return sql.startsWith("CREATE") || sql.startsWith("PRAGMA")
        ? List.of()
        : database.read(
            snapshot -> snapshot.list("EXPLAIN QUERY PLAN " + sql, row -> row.text("detail")));
  }
}
