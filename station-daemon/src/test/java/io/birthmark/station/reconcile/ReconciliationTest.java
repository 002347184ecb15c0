package io.birthmark.station.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Telling;
import io.birthmark.station.enrollment.UploadRules;
import io.birthmark.station.enrollment.Uploader;
import io.birthmark.station.journal.EnrollmentState;
import io.birthmark.station.journal.Event;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.GroupKind;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.Repairs;
import io.birthmark.station.journal.Settlement;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReconciliationTest {
  private static final Set<Kind> NOTHING = EnumSet.noneOf(Kind.class);

  // What goes wrong here is meant to. The field keeps the logger.
  private static final Logger LOG = Logger.getLogger("io.birthmark.station.enrollment");

  @BeforeAll
  static void hush() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(Level.WARNING);
  }

  @TempDir Path dir;
  private Optional<Floor> opened = Optional.empty();
  private final Shelf shelf = new Shelf();
  private final Notes notes = new Notes();

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

  private Uploader uploader() {
    return new Uploader(
        floor().queue, shelf, UploadRules.ofShare(600_000), Clock.systemUTC(), new Random(1));
  }

  private void upload() {
    try {
      var left =
          uploader().drain(state -> {}, Clock.systemUTC().instant().plus(Duration.ofSeconds(30)));
      assertThat(left.isEmpty()).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Report reconcile(Set<Kind> mend) {
    return Reconciliation.carryOut(
        new Reconciliation.Parts(
            new Reconciliation.Stores(
                floor().devices,
                new Repairs(floor().database, floor().clock),
                new Telling(DerivedKeys.none()),
                new Groups(floor().database)),
            shelf,
            shelf,
            uploader()::inTurn),
        mend,
        "user:anna",
        notes);
  }

  private void provision(int from, int to) {
    for (int i = from; i <= to; i++) {
      floor().provision("d" + i, Board.number(i));
    }
  }

  private static TpmAttestation ek(int number) {
    return new TpmAttestation(Board.number(number).ekPublic());
  }

  private EnrollmentState state(String serial) {
    return floor().devices.bySerial(serial).orElseThrow().enrollment().orElseThrow().state();
  }

  private List<String> events(String serial) {
    return floor().devices.history(serial).get(0).events().stream()
        .filter(event -> event.who().equals("user:anna"))
        .map(Event::kind)
        .toList();
  }

  private static final class Notes implements Watcher {
    private final List<String> found = new ArrayList<>();
    private final List<String> waited = new ArrayList<>();
    private long read;
    private long leavesAfter = Long.MAX_VALUE;

    @Override
    public boolean stillWaits() {
      return read < leavesAfter;
    }

    @Override
    public void found(Finding finding) {
      found.add(finding.kind().word() + " " + finding.registrationId());
    }

    @Override
    public void read(long entries) {
      read = entries;
    }

    @Override
    public void mended(long findings) {}

    @Override
    public void waiting(Problem problem) {
      waited.add(problem.code());
    }
  }

  private static long count(Report report, Kind kind) {
    return report.found(kind).count();
  }

  @Test
  void groupsThatThisStationDoesNotKnowAreNamedAndAreNoFault() {
    new Groups(floor().database)
        .verified("line3-x509", GroupKind.X509, Clock.systemUTC().instant());
    shelf.groups.addAll(List.of("line1", "line2", "Line3-X509", "line4", "line5", "line6"));

    Report report = reconcile(NOTHING);

    assertThat(report.problem()).isEmpty();
    assertThat(report.groups().all()).isEqualTo(6);
    assertThat(report.groups().unknownHere())
        .containsExactly("line1", "line2", "line4", "line5", "line6");
    assertThat(report.open()).isZero();
  }

  @Test
  void journalAndServiceAgreeAfterAnUpload() {
    provision(1, 23);
    upload();

    Report report = reconcile(NOTHING);

    assertThat(report.problem()).isEmpty();
    assertThat(report.entries()).isEqualTo(23);
    assertThat(report.enrolled()).isEqualTo(23);
    assertThat(notes.found).isEmpty();
    assertThat(shelf.finds).as("nothing is asked twice without need").isZero();
  }

  @Test
  void eachWayToDisagreeIsToldFromTheOthers() {
    provision(1, 12);
    upload();
    shelf.take("press-d1");
    shelf.put("press-d2", ek(99), true);
    shelf.put("press-d3", ek(3), false);
    floor().journal.voidDevice("d4", "rework", "anna");
    floor().journal.voidDevice("d5", "rework", "anna");
    upload();
    shelf.put("PRESS-D4", ek(4), true);
    shelf.put("press-d5", ek(98), true);
    shelf.put("other-1", ek(97), true);

    Report report = reconcile(NOTHING);

    assertThat(notes.found)
        .containsExactlyInAnyOrder(
            "missing press-d1",
            "different press-d2",
            "disabled press-d3",
            "voided press-d4",
            "unknown-here press-d5",
            "unknown-here other-1");
    assertThat(report.open()).as("what others have there is theirs").isEqualTo(4);
    assertThat(report.found(Kind.UNKNOWN_HERE).first())
        .extracting(Finding::detail)
        .anyMatch(detail -> detail.contains("an identity voided here bore it"))
        .anyMatch(detail -> detail.contains("never given here"));
  }

  @Test
  void whatIsUnderWayOrWaitsForAPersonIsNoDifference() {
    provision(1, 3);
    upload();
    floor().journal.voidDevice("d1", "rework", "anna");
    provision(4, 5);
    shelf.put("press-d4", ek(96), true);

    reconcile(NOTHING);

    assertThat(notes.found).isEmpty();
    upload();
    assertThat(state("d4")).isEqualTo(EnrollmentState.QUARANTINED);
    reconcile(NOTHING);
    assertThat(notes.found).isEmpty();
  }

  @Test
  void anEntryBesideAGroupIsShownAndLeftAlone() {
    floor()
        .journal
        .pass(
            floor().begin("A", "g1", Board.number(1)).run(),
            new PassResult(
                Floor.STEPS,
                Floor.COST,
                Optional.of(new Proof(Attestation.X509, Bytes.ofHex("3082"))),
                Optional.of(new Membership("line3", true))));
    shelf.put("press-g1", ek(1), false);

    Report report = reconcile(EnumSet.of(Kind.DISABLED, Kind.DIFFERENT));

    assertThat(notes.found).containsExactly("beside-group press-g1");
    assertThat(report.found(Kind.BESIDE_GROUP).first().get(0).detail()).contains("disabled");
    assertThat(shelf.at("press-g1").orElseThrow().enabled()).as("that bars it").isFalse();
  }

  @Test
  void whatTheLineDoesDuringTheWalkIsNoFalseAlarm() {
    provision(1, 20);
    upload();
    int[] next = {100};
    shelf.afterPage =
        () -> {
          // Behind the walker's back and before it, devices come and go.
          int number = next[0]++;
          floor().provision("a" + number, Board.number(number));
          shelf.put("press-a" + number, ek(number), true);
          settleAll();
          floor().journal.voidDevice("d" + (number - 99), "rework", "anna");
          shelf.take("press-d" + (number - 99));
          floor().journal.voidDevice("d" + (number - 89), "rework", "anna");
          shelf.take("press-d" + (number - 89));
          settleAll();
        };

    Report report = reconcile(NOTHING);

    assertThat(shelf.pages.size()).isGreaterThan(3);
    assertThat(notes.found).isEmpty();
    assertThat(report.open()).isZero();
  }

  /** As if the uploader's own calls had just been answered. */
  private void settleAll() {
    var sent = floor().queue.markSending(floor().queue.nextBatch(10, floor().clock.instant()));
    floor().queue.settle(sent.stream().map(intent -> new Settlement.Done(intent.id())).toList());
  }

  @Test
  void eachIsMendedAndOnlyWhatWasNamed() {
    provision(1, 6);
    upload();
    shelf.take("press-d1");
    shelf.put("press-d2", ek(99), false);
    shelf.put("press-d3", ek(3), false);
    floor().journal.voidDevice("d4", "rework", "anna");
    upload();
    shelf.put("press-d4", ek(4), true);
    shelf.put("other-1", ek(97), true);

    Report report = reconcile(EnumSet.of(Kind.MISSING, Kind.DIFFERENT, Kind.VOIDED));

    upload();
    assertThat(shelf.at("press-d1").orElseThrow().attestation()).isEqualTo(ek(1));
    assertThat(shelf.at("press-d2").orElseThrow().attestation()).isEqualTo(ek(2));
    assertThat(shelf.at("press-d2").orElseThrow().enabled()).as("not enabled on the way").isFalse();
    assertThat(shelf.at("press-d3").orElseThrow().enabled()).as("was not named").isFalse();
    assertThat(shelf.at("press-d4")).isEmpty();
    assertThat(shelf.at("other-1")).as("is not ours").isPresent();
    assertThat(report.open()).as("the disabled one").isEqualTo(1);
    assertThat(events("d1")).containsExactly("enrollment.queued-again");
    assertThat(events("d2")).containsExactly("entry.repairing", "entry.repaired");
    assertThat(events("d4")).containsExactly("entry.repairing", "entry.repaired");

    reconcile(EnumSet.of(Kind.DISABLED));

    assertThat(shelf.at("press-d3").orElseThrow().enabled()).isTrue();
    notes.found.clear();
    assertThat(reconcile(NOTHING).open()).isZero();
    assertThat(notes.found).containsExactly("unknown-here other-1");
  }

  @Test
  void aChangeByAnotherAtTheSameMomentStandsAndIsReported() {
    provision(1, 2);
    upload();
    shelf.put("press-d1", ek(99), true);
    floor().journal.voidDevice("d2", "rework", "anna");
    upload();
    shelf.put("press-d2", ek(2), true);
    int[] version = {200};
    shelf.betweenLookAndChange =
        () -> {
          version[0]++;
          shelf.put("press-d1", ek(version[0]), true);
          shelf.put("press-d2", ek(version[0]), true);
        };

    Report report = reconcile(EnumSet.of(Kind.DIFFERENT, Kind.VOIDED));

    assertThat(shelf.at("press-d1").orElseThrow().attestation()).isEqualTo(ek(202));
    assertThat(shelf.at("press-d2").orElseThrow().attestation()).isEqualTo(ek(202));
    assertThat(report.open()).isEqualTo(2);
    assertThat(report.repaired(Kind.DIFFERENT).orElseThrow().left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).contains("what they wrote stands"));
  }

  @Test
  void throttlingAndCutConnectionsCostTimeAndNothingElse() {
    provision(1, 23);
    upload();
    List<NoAnswer> storm = List.of(Shelf.throttled(), Shelf.away(), Shelf.away());
    shelf.afterPage =
        () -> {
          if (shelf.pages.size() < 9) {
            shelf.troubles.addAll(storm);
          }
        };

    Report report = reconcile(NOTHING);

    assertThat(report.problem()).isEmpty();
    assertThat(report.entries()).as("each page once").isEqualTo(23);
    assertThat(notes.waited).hasSizeGreaterThan(5);
    assertThat(shelf.pages).as("it may have been too much at once").contains("press-d13 50");
    assertThat(notes.found).isEmpty();
  }

  @Test
  void aWalkThatCannotGoOnReportsNothingMissing() {
    provision(1, 23);
    upload();
    shelf.forgetsBookmarks = true;

    Report report = reconcile(EnumSet.of(Kind.MISSING));

    assertThat(report.problem()).contains(Shelf.TROUBLE);
    assertThat(count(report, Kind.MISSING)).isZero();
    assertThat(state("d20")).isEqualTo(EnrollmentState.ENROLLED);
  }

  @Test
  void itIsGivenUpWhenNobodyWaitsAnyMore() {
    provision(1, 23);
    upload();
    notes.leavesAfter = 10;

    Report report = reconcile(EnumSet.of(Kind.MISSING));

    assertThat(report.problem().orElseThrow().code()).isEqualTo("reconcile.abandoned");
    assertThat(report.entries()).isEqualTo(10);
  }

  @Test
  void newDevicesGoOutWhileTheListIsRead() {
    provision(1, 60);
    upload();
    provision(61, 90);

    Report report = reconcile(NOTHING);

    assertThat(report.problem()).isEmpty();
    assertThat(floor().queue.backlog().waiting()).as("in turn with the pages").isZero();
    assertThat(notes.found).isEmpty();
  }
}
