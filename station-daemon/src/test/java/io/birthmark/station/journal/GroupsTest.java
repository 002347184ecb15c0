package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Floor.Board;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {
  private static final Problem GONE =
      Problem.ofStation("group.missing", "It is gone.", "Create it.");

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

  private Passed member(String serial, int board, Membership membership) {
    Proof proof =
        membership.covers()
            ? new Proof(Attestation.X509, Bytes.ofHex("3082"))
            : new Proof(Attestation.SYMMETRIC_KEY, Bytes.EMPTY);
    return floor()
        .journal
        .pass(
            floor().begin("A", serial, Board.number(board)).run(),
            new PassResult(Floor.STEPS, Floor.COST, Optional.of(proof), Optional.of(membership)));
  }

  private Passed member(String serial, int board) {
    return member(serial, board, new Membership("line3", true));
  }

  private Uncovered uncovered() {
    return floor().queue.backlog().uncovered();
  }

  @Test
  void aDeviceOfAGroupQueuesNoCallAndIsUncoveredUntilTheGroupIsVerified() {
    Passed passed = member("d1", 1);
    Instant first = floor().clock.instant();
    floor().clock.advance(Duration.ofMinutes(5));
    member("d2", 2);

    assertThat(passed.queued()).isEmpty();
    assertThat(floor().queue.backlog().isEmpty()).isTrue();
    assertThat(uncovered()).isEqualTo(new Uncovered(2, Optional.of(first)));
    assertThat(groups().find("line3").orElseThrow().coversSince()).isEmpty();

    groups().verified("line3", GroupKind.X509, floor().clock.instant());

    assertThat(uncovered().devices()).isZero();
    assertThat(groups().find("line3").orElseThrow().coversSince())
        .contains(floor().clock.instant());
    assertThat(groups().members("line3")).isEqualTo(2);
  }

  @Test
  void aGroupThatIsGoneCoversNobodyAndItsDevicesAreQueuedAgainWithOneWrite() {
    for (int i = 1; i <= 20; i++) {
      member("d" + i, i);
    }
    groups().verified("line3", GroupKind.X509, floor().clock.instant());
    long before = floor().database.commits();

    groups().failed("line3", GroupKind.X509, floor().clock.instant(), GONE);

    assertThat(floor().database.commits() - before).isEqualTo(1);
    assertThat(uncovered().devices()).isEqualTo(20);
    assertThat(groups().objection("line3")).contains(GONE);
    assertThat(groups().find("line3").orElseThrow().verifiedAt())
        .as("when it was last well, for a person")
        .contains(floor().clock.instant());

    groups().verified("line3", GroupKind.X509, floor().clock.instant());

    assertThat(uncovered().devices()).isZero();
    assertThat(groups().objection("line3")).isEmpty();
  }

  @Test
  void failingIsSinceTheFirstTimeAndTheLatestReasonIsShown() {
    Instant first = floor().clock.instant();
    groups().failed("line3", GroupKind.X509, first, GONE);
    floor().clock.advance(Duration.ofHours(1));
    Problem other = Problem.ofStation("group.disabled", "It is off.", "Switch it on.");

    groups().failed("line3", GroupKind.X509, floor().clock.instant(), other);

    GroupRow row = groups().find("line3").orElseThrow();
    assertThat(row.failedAt()).contains(first);
    assertThat(row.problem()).contains(other);
  }

  @Test
  void theSameVerdictAgainIsNoNews() {
    groups().verified("line3", GroupKind.X509, floor().clock.instant());
    groups().verified("line3", GroupKind.X509, floor().clock.instant());
    groups().failed("line3", GroupKind.X509, floor().clock.instant(), GONE);
    groups().failed("line3", GroupKind.X509, floor().clock.instant(), GONE);

    List<String> kinds =
        floor()
            .database
            .read(
                snapshot ->
                    snapshot.list("SELECT kind FROM events ORDER BY id", row -> row.text("kind")));
    assertThat(kinds).containsExactly("group.verified", "group.failed");
  }

  @Test
  void groupsAreIndependentAndTheirNamesAreComparedAsTheServiceDoes() {
    member("d1", 1);
    member("d2", 2, new Membership("other", true));

    groups().verified("LINE3", GroupKind.X509, floor().clock.instant());

    assertThat(uncovered().devices()).isEqualTo(1);
    assertThat(groups().members("Line3")).isEqualTo(1);
    assertThat(groups().all()).extracting(GroupRow::name).containsExactly("line3", "other");
  }

  @Test
  void aVoidDeviceIsNoLongerTheGroups() {
    member("d1", 1);

    floor().journal.voidDevice("d1", "scrap", "bert");

    assertThat(uncovered().devices()).isZero();
    assertThat(groups().members("line3")).isZero();
  }

  @Test
  void aDerivedKeyOfItsOwnIsEnrolledAndTheQueueKnowsTheGroupsName() {
    Passed passed = member("d1", 1, new Membership("line3-key", false));

    assertThat(passed.queued()).isPresent();
    assertThat(uncovered().devices()).isZero();
    assertThat(floor().queue.nextBatch(10, floor().clock.instant()))
        .singleElement()
        .satisfies(
            intent -> {
              assertThat(intent.group()).contains("line3-key");
              assertThat(intent.proof())
                  .isEqualTo(new Proof(Attestation.SYMMETRIC_KEY, Bytes.EMPTY));
            });
  }

  @Test
  void aGroupsVerdictAndItsDevicesSurviveARestart() {
    member("d1", 1);
    groups().failed("line3", GroupKind.X509, floor().clock.instant(), GONE);
    close();
    open();

    assertThat(groups().objection("line3")).contains(GONE);
    assertThat(uncovered().devices()).isEqualTo(1);
    assertThat(floor().devices.bySerial("d1").orElseThrow().group())
        .contains(new Membership("line3", true));
  }

  @Test
  void whatWasMadeSinceAMomentIsListedVoidOnesToo() {
    member("d1", 1);
    floor().clock.advance(Duration.ofHours(1));
    Instant since = floor().clock.instant();
    member("d2", 2);
    member("d3", 3);
    floor().journal.voidDevice("d3", "scrap", "bert");
    List<String> listed = new ArrayList<>();

    floor().devices.provisionedSince(since, device -> listed.add(device.serial()));

    assertThat(listed).containsExactly("d2", "d3");
  }
}
