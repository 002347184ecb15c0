package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Floor.Board;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of a group's devices it lets in, by whom their certificates are from. */
class EarlierCaTest {
  private static final Problem GONE =
      Problem.ofStation("group.missing", "It is gone.", "Create it.");
  private static final Anchors OLD_CA =
      Anchors.of(List.of(Bytes.ofHex("01".repeat(32))), List.of());
  private static final Anchors NEW_CA =
      Anchors.of(List.of(Bytes.ofHex("02".repeat(32))), List.of());
  private static final Anchors BOTH =
      Anchors.of(List.of(Bytes.ofHex("02".repeat(32)), Bytes.ofHex("01".repeat(32))), List.of());

  @TempDir Path dir;
  private Optional<Floor> opened = Optional.empty();

  @BeforeEach
  void open() {
    opened = Optional.of(new Floor(dir));
  }

  @AfterEach
  void close() {
    opened.ifPresent(Floor::close);
  }

  private Floor floor() {
    return opened.orElseThrow();
  }

  private Groups groups() {
    return new Groups(floor().database);
  }

  private Uncovered uncovered() {
    return floor().queue.backlog().uncovered();
  }

  private void member(String serial, int board, Anchors issuer) {
    floor()
        .journal
        .pass(
            floor().begin("A", serial, Board.number(board)).run(),
            new PassResult(
                Floor.STEPS,
                Floor.COST,
                Optional.of(new Proof(Attestation.X509, Bytes.ofHex("3082"))),
                Optional.of(new Membership("line3", true)),
                issuer));
  }

  private Optional<Instant> covers(String serial) {
    GroupRow row = groups().find("line3").orElseThrow();
    return row.coversSince(floor().devices.bySerial(serial).orElseThrow().issuer());
  }

  @Test
  void devicesOfAnEarlierCaAreCoveredOnlyWhileTheGroupHasIt() {
    member("old1", 1, OLD_CA);
    member("old2", 2, OLD_CA);
    Instant first = floor().devices.bySerial("old1").orElseThrow().provisionedAt().orElseThrow();
    floor().clock.advance(Duration.ofDays(300));
    member("new1", 3, NEW_CA);

    groups().verified("line3", GroupKind.X509, floor().clock.instant(), BOTH);
    assertThat(uncovered().devices()).isZero();

    groups().verified("line3", GroupKind.X509, floor().clock.instant(), NEW_CA);

    assertThat(uncovered()).isEqualTo(new Uncovered(2, Optional.of(first)));
    assertThat(covers("old1")).isEmpty();
    assertThat(covers("new1")).contains(floor().clock.instant());
    assertThat(groups().objection("line3")).as("the line goes on").isEmpty();
    Problem problem = groups().find("line3").orElseThrow().problem(OLD_CA).orElseThrow();
    assertThat(problem.code()).isEqualTo("group.older-ca");
    assertThat(problem.sentence()).contains("certificate 0101010101010101");
    assertThat(groups().members("line3")).isEqualTo(3);
  }

  @Test
  void aGroupThatHasOnlyTheEarlierCaStillCoversItsDevices() {
    member("old1", 1, OLD_CA);
    member("new1", 2, NEW_CA);

    groups().failed("line3", GroupKind.X509, floor().clock.instant(), GONE, OLD_CA);

    assertThat(uncovered().devices()).isEqualTo(1);
    assertThat(covers("old1")).contains(floor().clock.instant());
    assertThat(covers("new1")).isEmpty();

    groups().failed("line3", GroupKind.X509, floor().clock.instant(), GONE);
    assertThat(uncovered().devices()).as("missing or disabled: nobody").isEqualTo(2);
  }

  @Test
  void whatCannotBeComparedFollowsTheGroupsVerdict() {
    member("before", 1, Anchors.UNKNOWN);
    member("certificate", 2, OLD_CA);
    Anchors named = Anchors.of(List.of(), List.of("plant-root"));

    groups().verified("line3", GroupKind.X509, floor().clock.instant(), named);

    assertThat(uncovered().devices()).as("which CA is behind a name cannot be asked").isZero();
    member("named", 3, Anchors.of(List.of(Bytes.ofHex("03".repeat(32))), List.of("other-root")));
    assertThat(uncovered().devices()).isEqualTo(1);
  }

  @Test
  void theNumbersOfDevicesStayTrue() {
    for (int i = 1; i <= 9; i++) {
      member("d" + i, i, i % 2 == 0 ? OLD_CA : NEW_CA);
    }
    floor().journal.voidDevice("d1", "scrap", "bert");
    floor().provision("t1", Board.number(50));
    floor().end(floor().begin("A", "t2", Board.number(51)), false);
    floor().end(floor().begin("A", "t3", Board.number(52)), true);
    // Put in again after the CA was changed.
    member("d2", 2, NEW_CA);

    String counted =
        "SELECT state || ' ' || enrollment_group || ' ' || issuer || ' ' || devices AS line"
            + " FROM device_counts WHERE devices <> 0 ORDER BY 1";
    String walked =
        "SELECT state || ' ' || iif(group_covers = 1, enrollment_group, '') || ' '"
            + " || ifnull(issuer, 0) || ' ' || count(*) AS line FROM devices"
            + " GROUP BY state, iif(group_covers = 1, enrollment_group, ''), issuer ORDER BY 1";
    assertThat(lines(counted)).isEqualTo(lines(walked)).hasSize(6);
  }

  private List<String> lines(String sql) {
    return floor().database.read(snapshot -> snapshot.list(sql, row -> row.text("line")));
  }
}
