package io.birthmark.station.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.enrollment.HostileService.Fault;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.EnrollmentRow;
import io.birthmark.station.journal.EnrollmentState;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.QuarantinedEnrollment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UploaderTest {
  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final UploadRules PLENTY = UploadRules.ofShare(60_000);

  // What goes wrong here is meant to; the log of a green run is quiet. The field keeps the logger.
  private static final Logger LOG = Logger.getLogger("io.birthmark.station.enrollment");

  @TempDir Path dir;
  private Optional<Floor> opened = Optional.empty();
  private final HostileService service = new HostileService();
  private final Random random = new Random(20261123);
  private UploadRules rules = PLENTY;

  @BeforeAll
  static void hush() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(Level.WARNING);
  }

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
    return new Uploader(floor().queue, service, rules, floor().clock, random);
  }

  private void provision(int from, int to) {
    for (int i = from; i <= to; i++) {
      floor().provision("d" + i, Board.number(i));
    }
  }

  /** Lets the uploader work, in compressed time, until nothing waits. */
  private void settle(Uploader uploader) {
    for (int steps = 0; !floor().queue.backlog().isEmpty(); steps++) {
      assertThat(steps).as("it gets done; log: %s", service.log).isLessThan(20_000);
      floor().clock.advance(uploader.step());
    }
  }

  private EnrollmentState state(String serial) {
    List<EnrollmentRow> all = floor().devices.history(serial).get(0).enrollments();
    return all.get(all.size() - 1).state();
  }

  private long count(String entry) {
    return service.log.stream().filter(entry::equals).count();
  }

  @Test
  void aBacklogGoesOutInBatchesOfTen() {
    provision(1, 25);

    settle(uploader());

    assertThat(service.stored).hasSize(25);
    assertThat(service.batchSizes).containsExactly(10, 10, 5);
  }

  @Test
  void batchesMayBeSmaller() {
    rules = new UploadRules(60_000, 3, false);
    provision(1, 7);

    settle(uploader());

    assertThat(service.batchSizes).containsExactly(3, 3, 1);
  }

  @Test
  void aBatchCostsTwoCommits() {
    provision(1, 10);
    long before = floor().database.commits();

    settle(uploader());

    assertThat(floor().database.commits() - before).isEqualTo(2);
  }

  @Test
  void whatIsThereAlreadyAndTheSameIsEnrolled() {
    provision(1, 3);
    service.create(
        List.of(
            new Enrollment(
                "PRESS-D2",
                "d2",
                new DeviceAttestation.TpmAttestation(Board.number(2).ekPublic()))));

    settle(uploader());

    assertThat(state("d2")).isEqualTo(EnrollmentState.ENROLLED);
    assertThat(floor().queue.quarantined()).isEmpty();
  }

  @Test
  void whatIsThereAlreadyAndDifferentIsQuarantinedNamingWhat() {
    provision(1, 3);
    service.create(
        List.of(
            new Enrollment(
                "press-d2",
                "x",
                new DeviceAttestation.TpmAttestation(Board.number(99).ekPublic()))));

    settle(uploader());

    assertThat(floor().queue.quarantined())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.serial()).isEqualTo("d2");
              assertThat(one.enrollment().problem().orElseThrow().code())
                  .isEqualTo("enrollment.taken");
              assertThat(one.enrollment().problem().orElseThrow().sentence())
                  .contains("press-d2", "endorsementKey is theirs there, ours here");
            });
    assertThat(state("d1")).isEqualTo(EnrollmentState.ENROLLED);
    assertThat(state("d3")).isEqualTo(EnrollmentState.ENROLLED);
  }

  @Test
  void oneRefusedRecordStopsNobody() {
    provision(1, 10);
    service.refusedItems.add("press-d4");

    settle(uploader());

    assertThat(service.stored).hasSize(9);
    assertThat(floor().queue.quarantined())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.serial()).isEqualTo("d4");
              assertThat(one.enrollment().trace().code()).contains("400004");
              assertThat(one.enrollment().trace().trackingId()).contains("track-2");
            });
  }

  @Test
  void aRecordThatMakesTheServiceRefuseItsWholeBatchIsFound() {
    provision(1, 10);
    service.refusedRequests.add("press-d7");
    service.refusedRequests.add("press-d8");

    settle(uploader());

    assertThat(service.stored).hasSize(8);
    assertThat(floor().queue.quarantined())
        .extracting(QuarantinedEnrollment::serial)
        .containsExactly("d7", "d8");
  }

  @Test
  void aRecordThatKillsItsCallEndsAloneAndThenInQuarantine() {
    provision(1, 40);
    service.fatalToTheirCall.add("press-d5");

    settle(uploader());

    assertThat(service.stored).hasSize(39);
    assertThat(floor().queue.quarantined())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.enrollment().problem().orElseThrow().code())
                    .isEqualTo("enrollment.keeps-failing"));
  }

  @Test
  void aQuestionThatIsNeverAnsweredStopsNobody() {
    provision(1, 5);
    service.unanswerable.add("press-d1");
    service.nextCalls.add(Fault.LOST_AFTER_COMMIT);
    Uploader uploader = uploader();
    for (int i = 0; i < 5; i++) {
      floor().clock.advance(uploader.step());
    }

    provision(6, 30);
    for (int i = 0; i < 60; i++) {
      floor().clock.advance(uploader.step());
    }

    assertThat(service.stored).hasSize(30);
    assertThat(floor().queue.backlog().waiting()).isEqualTo(1);
    service.unanswerable.clear();
    settle(uploader);
    assertThat(state("d1")).isEqualTo(EnrollmentState.ENROLLED);
  }

  @Test
  void aFaultInTheClientStopsNobody() {
    provision(1, 20);
    service.nextCalls.add(Fault.CRASHES);

    settle(uploader());

    assertThat(service.stored).hasSize(20);
  }

  @Test
  void aLostAnswerIsAskedForNotSentAgain() {
    provision(1, 3);
    service.nextCalls.add(Fault.LOST_AFTER_COMMIT);

    settle(uploader());

    for (int i = 1; i <= 3; i++) {
      assertThat(count("create press-d" + i)).isEqualTo(1);
      assertThat(count("find press-d" + i)).isEqualTo(1);
    }
  }

  @Test
  void aLostRequestIsAskedForAndThenSentAgain() {
    provision(1, 1);
    service.nextCalls.add(Fault.LOST_BEFORE_COMMIT);

    settle(uploader());

    assertThat(service.log).containsExactly("create press-d1", "find press-d1", "create press-d1");
    assertThat(state("d1")).isEqualTo(EnrollmentState.ENROLLED);
  }

  @Test
  void whatWasBeingSentWhenTheStationDiedIsAskedForFirst() {
    provision(1, 2);
    floor().queue.markSending(floor().queue.nextBatch(10, floor().clock.instant()));
    service.create(
        List.of(
            new Enrollment(
                "press-d1",
                "d1",
                new DeviceAttestation.TpmAttestation(Board.number(1).ekPublic()))));
    service.log.clear();
    close();
    open();

    settle(uploader());

    assertThat(service.log).containsExactly("find press-d1", "find press-d2", "create press-d2");
  }

  @Test
  void retryAfterIsHonoured() {
    provision(1, 1);
    service.retryAfter = Optional.of(Duration.ofSeconds(90));
    service.nextCalls.add(Fault.THROTTLED);
    Uploader uploader = uploader();
    Instant asked = floor().clock.instant();

    uploader.step();
    floor().clock.advance(Duration.ofSeconds(89));
    uploader.step();
    assertThat(service.batchSizes).as("no call before its time").hasSize(1);
    assertThat(uploader.state().online()).isTrue();
    assertThat(uploader.state().problem()).contains(HostileService.TROUBLE);

    settle(uploader);
    assertThat(Duration.between(asked, floor().clock.instant()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void anAbsurdRetryAfterDoesNotStopTheLineForDays() {
    provision(1, 1);
    service.retryAfter = Optional.of(Duration.ofDays(365));
    service.nextCalls.add(Fault.THROTTLED);
    Uploader uploader = uploader();

    assertThat(uploader.step()).isLessThanOrEqualTo(Duration.ofHours(1));
  }

  @Test
  void aWrongKeyQuarantinesNothingAndIsShown() {
    provision(1, 30);
    service.weather = () -> Fault.UNAUTHORIZED;
    Uploader uploader = uploader();
    Instant began = floor().clock.instant();
    for (int i = 0; i < 50; i++) {
      floor().clock.advance(uploader.step());
    }

    UploadState state = uploader.state();
    assertThat(state.online()).isFalse();
    assertThat(state.offlineSince()).contains(began);
    assertThat(state.problem()).contains(HostileService.TROUBLE);
    assertThat(state.backlog().waiting()).isEqualTo(30);
    assertThat(state.backlog().quarantined()).isZero();
    assertThat(state.eta()).isEmpty();
    assertThat(Duration.between(began, floor().clock.instant()))
        .as("it does not hammer")
        .isGreaterThan(Duration.ofMinutes(20));

    service.weather = () -> Fault.NONE;
    settle(uploader);
    assertThat(service.stored).hasSize(30);
    assertThat(uploader.state().online()).isTrue();
    assertThat(uploader.state().problem()).isEmpty();
  }

  @Test
  void daysOffLineCostNoAttempts() {
    provision(1, 5);
    service.weather = () -> Fault.AWAY;
    Uploader uploader = uploader();
    for (int i = 0; i < 500; i++) {
      floor().clock.advance(uploader.step());
    }

    assertThat(floor().queue.nextBatch(10, floor().clock.instant().plus(Duration.ofMinutes(2))))
        .allSatisfy(one -> assertThat(one.attempts()).isZero());
    floor().journal.voidDevice("d1", "scrap", "bert");
    service.weather = () -> Fault.NONE;
    settle(uploader);
    assertThat(service.stored).hasSize(4);
    assertThat(count("delete press-d1")).as("it was never sent").isZero();
  }

  @Test
  void theShareIsKeptAndUsed() {
    rules = UploadRules.ofShare(60);
    provision(1, 300);
    Uploader uploader = uploader();
    Instant began = floor().clock.instant();
    List<Integer> perMinute = new ArrayList<>();
    while (!floor().queue.backlog().isEmpty()) {
      int minute = (int) Duration.between(began, floor().clock.instant()).toMinutes();
      int before = service.operations;
      Duration rest = uploader.step();
      while (perMinute.size() <= minute) {
        perMinute.add(0);
      }
      perMinute.set(minute, perMinute.get(minute) + service.operations - before);
      floor().clock.advance(rest);
    }

    assertThat(perMinute).allSatisfy(operations -> assertThat(operations).isLessThanOrEqualTo(70));
    assertThat(Duration.between(began, floor().clock.instant()))
        .isBetween(Duration.ofSeconds(280), Duration.ofSeconds(310));
  }

  @Test
  void aBatchMayCountOnce() {
    rules = new UploadRules(60, 10, true);
    provision(1, 300);
    Uploader uploader = uploader();
    Instant began = floor().clock.instant();

    settle(uploader);

    assertThat(Duration.between(began, floor().clock.instant()))
        .isBetween(Duration.ofSeconds(27), Duration.ofSeconds(31));
  }

  @Test
  void theEtaFollowsFromTheShare() {
    rules = UploadRules.ofShare(60);
    provision(1, 120);

    assertThat(uploader().state().eta()).contains(Duration.ofMinutes(2));
  }

  @Test
  void aClockSetBackDoesNotStopUploading() {
    provision(1, 20);
    Uploader uploader = uploader();
    service.nextCalls.add(Fault.AWAY);
    uploader.step();

    floor().clock.set(Instant.parse("2001-01-01T00:00:00Z"));
    settle(uploader);

    assertThat(service.stored).hasSize(20);
  }

  @Test
  void theOldEnrollmentIsDeletedBeforeTheNewIsCreated() {
    provision(1, 1);
    Uploader uploader = uploader();
    settle(uploader);
    floor().journal.voidDevice("d1", "swapped", "bert");
    floor().provision("d1", Board.number(2));
    service.log.clear();

    settle(uploader);

    assertThat(service.log).containsExactly("find press-d1", "delete press-d1", "create press-d1");
    assertThat(service.stored.get("press-d1"))
        .isEqualTo(
            new Enrollment(
                "press-d1",
                "d1",
                new DeviceAttestation.TpmAttestation(Board.number(2).ekPublic())));
  }

  /** The station died while it was being sent, and it reaches the service half a minute later. */
  @Test
  void aCreateThatArrivesAfterItsDeviceWasVoidedIsNotLeftBehind() {
    provision(1, 1);
    floor().queue.markSending(floor().queue.nextBatch(10, floor().clock.instant()));
    close();
    open();
    floor().journal.voidDevice("d1", "scrap", "bert");
    Instant arrives = floor().clock.instant().plusSeconds(30);
    Enrollment onItsWay =
        new Enrollment(
            "press-d1", "d1", new DeviceAttestation.TpmAttestation(Board.number(1).ekPublic()));
    Uploader uploader = uploader();
    while (floor().clock.instant().isBefore(arrives) && !floor().queue.backlog().isEmpty()) {
      floor().clock.advance(uploader.step());
    }
    service.stored.put("press-d1", onItsWay);

    settle(uploader);

    assertThat(service.stored).isEmpty();
    assertThat(state("d1")).isEqualTo(EnrollmentState.DELETED);
  }

  @Test
  void whatIsGoneAlreadyCountsAsDeleted() {
    provision(1, 1);
    Uploader uploader = uploader();
    settle(uploader);
    floor().journal.voidDevice("d1", "scrap", "bert");
    service.stored.clear();

    settle(uploader);

    assertThat(state("d1")).isEqualTo(EnrollmentState.DELETED);
  }

  @Test
  void anotherDevicesEnrollmentIsNotDeleted() {
    provision(1, 1);
    Uploader uploader = uploader();
    settle(uploader);
    floor().journal.voidDevice("d1", "scrap", "bert");
    Enrollment foreign =
        new Enrollment(
            "press-d1", "z", new DeviceAttestation.TpmAttestation(Board.number(99).ekPublic()));
    service.stored.put("press-d1", foreign);

    settle(uploader);

    assertThat(service.stored).containsValue(foreign);
    assertThat(state("d1")).isEqualTo(EnrollmentState.DELETED);
  }

  @Test
  void anEnrollmentThatSomeoneDisabledIsStillDeleted() {
    provision(1, 1);
    Uploader uploader = uploader();
    settle(uploader);
    service.disabled.add("press-d1");
    floor().journal.voidDevice("d1", "scrap", "bert");

    settle(uploader);

    assertThat(service.stored).isEmpty();
  }

  @Test
  void aFullDiskIsShownAndLosesNothing() {
    provision(1, 12);
    Uploader uploader = uploader();
    uploader.step();
    floor().database.write(tx -> tx.change("PRAGMA query_only = ON"));

    for (int i = 0; i < 3; i++) {
      floor().clock.advance(uploader.step());
    }
    assertThat(uploader.state().problem().orElseThrow().code()).isEqualTo("storage.read-only");
    close();
    open();

    settle(uploader());
    assertThat(service.created)
        .hasSize(12)
        .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void throughAnyWeatherEveryDeviceIsEnrolledExactlyOnce(long seed) {
    Random faults = new Random(seed);
    service.weather =
        () -> faults.nextInt(100) < 60 ? Fault.NONE : FAULTS.get(faults.nextInt(FAULTS.size()));
    Uploader uploader = uploader();
    for (int i = 1; i <= 120; i++) {
      floor().provision("d" + i, Board.number(i));
      floor().clock.advance(uploader.step());
      if (i % 10 == 0) {
        String serial = "d" + (1 + faults.nextInt(i));
        floor().journal.voidDevice(serial, "rework", "bert");
        if (floor().devices.bySerial(serial).isEmpty()) {
          floor().provision(serial, Board.number(1000 + i));
        }
      }
      if (i % 40 == 0) {
        uploader = uploader();
      }
    }

    settle(uploader);

    assertThat(floor().queue.quarantined()).isEmpty();
    assertThat(service.stored).hasSize(120);
    floor()
        .devices
        .each(
            device -> {
              if (device.state().live()) {
                assertThat(device.enrollment().orElseThrow().state())
                    .isEqualTo(EnrollmentState.ENROLLED);
                assertThat(service.stored.get(device.registrationId()))
                    .isEqualTo(
                        new Enrollment(
                            device.registrationId(),
                            device.serial(),
                            DeviceAttestation.of(device.proof().orElseThrow()).orElseThrow()));
              } else {
                assertThat(device.enrollment().orElseThrow().state().settled()).isTrue();
              }
            });
  }

  @Test
  void itsThreadWakesForANewEnrollmentAndEndsWhenClosed() throws Exception {
    try (Uploader uploader = uploader()) {
      uploader.start();
      Thread.sleep(100);

      provision(1, 3);
      uploader.wake();

      for (int i = 0; i < 200 && !floor().queue.backlog().isEmpty(); i++) {
        Thread.sleep(20);
      }
      assertThat(floor().queue.backlog().isEmpty()).isTrue();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("uploader");
  }

  @Test
  void drainTellsProgressAndWhatIsLeft() throws Exception {
    provision(1, 25);
    List<Long> waiting = new ArrayList<>();
    Uploader uploader = uploader();

    Backlog left =
        uploader.drain(
            state -> {
              waiting.add(state.backlog().waiting());
              floor().clock.advance(Duration.ofSeconds(1));
            },
            floor().clock.instant().plus(Duration.ofMinutes(1)));

    assertThat(left.isEmpty()).isTrue();
    assertThat(waiting.get(0)).isEqualTo(15L);
    assertThat(waiting).last().isEqualTo(0L);

    provision(26, 30);
    service.weather = () -> Fault.AWAY;
    Backlog kept = uploader.drain(state -> {}, floor().clock.instant());
    assertThat(kept.waiting()).isEqualTo(5);
  }

  @Test
  void aPersonWhoAsksForAnUploadGetsATryNow() throws Exception {
    provision(1, 3);
    service.weather = () -> Fault.AWAY;
    Uploader uploader = uploader();
    for (int i = 0; i < 8; i++) {
      floor().clock.advance(uploader.step());
    }
    assertThat(uploader.step()).as("a pause is going on").isPositive();
    service.weather = () -> Fault.NONE;

    // The clock stands still: what is sent is sent without waiting for the pause to pass.
    Backlog left = uploader.drain(state -> {}, floor().clock.instant().plusSeconds(1));

    assertThat(left.isEmpty()).isTrue();
  }
}
