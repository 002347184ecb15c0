package io.birthmark.station.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.enrollment.HostileService.Fault;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.EnrollmentState;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.QuarantinedEnrollment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a backlog's end is true, or it is said that nobody knows. */
class ForecastTest {
  // What goes wrong here is meant to; the log of a green run is quiet. The field keeps the logger.
  private static final Logger LOG = Logger.getLogger("io.birthmark.station.enrollment");

  @TempDir Path dir;
  private Optional<Floor> opened = Optional.empty();
  private final HostileService service = new HostileService();

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

  private void provision(int from, int to) {
    for (int i = from; i <= to; i++) {
      floor().provision("d" + i, Board.number(i));
    }
  }

  private Uploader uploader(int perMinute, boolean once) {
    return new Uploader(
        floor().queue,
        service,
        new UploadRules(perMinute, 10, once),
        floor().clock,
        new Random(20261125));
  }

  private void step(Uploader uploader) {
    floor().clock.advance(uploader.step());
  }

  /** How long it really takes. */
  private Duration settle(Uploader uploader) {
    Instant began = floor().clock.instant();
    Instant done = began;
    for (int steps = 0; !floor().queue.backlog().isEmpty(); steps++) {
      assertThat(steps).as("it gets done; log: %s", service.log).isLessThan(20_000);
      Duration rest = uploader.step();
      done = floor().clock.instant();
      floor().clock.advance(rest);
    }
    return Duration.between(began, done);
  }

  private static Duration eta(Uploader uploader) {
    return uploader.state().eta().orElseThrow();
  }

  private void holds(Uploader uploader) {
    Duration said = eta(uploader);
    Duration took = settle(uploader);
    assertThat(said)
        .as("it took %s", took)
        .isBetween(took, took.multipliedBy(6).dividedBy(5).plusSeconds(15));
  }

  @Test
  void itHoldsWhenEachCounts() {
    provision(1, 200);
    holds(uploader(60, false));
  }

  @Test
  void itHoldsWhenABatchCountsOnce() {
    provision(1, 200);
    holds(uploader(10, true));
  }

  @Test
  void itCountsThePauseThatTheServiceAskedFor() {
    provision(1, 20);
    Uploader uploader = uploader(60, false);
    service.retryAfter = Optional.of(Duration.ofMinutes(10));
    service.nextCalls.add(Fault.THROTTLED);
    Duration unused = uploader.step();

    assertThat(eta(uploader)).isGreaterThan(Duration.ofMinutes(10));
    holds(uploader);
  }

  @Test
  void itFollowsThePaceThatTheServiceGrants() {
    provision(1, 100);
    Uploader uploader = uploader(6000, false);
    Duration before = eta(uploader);
    for (int i = 0; i < 5; i++) {
      service.nextCalls.add(Fault.THROTTLED);
      step(uploader);
    }

    assertThat(uploader.state().operationsPerMinute()).isLessThan(3000);
    assertThat(eta(uploader)).isGreaterThan(before);
    assertThat(uploader.state().online()).as("who says no is there").isTrue();
  }

  @Test
  void itCountsQuestionsAndDeletes() {
    provision(1, 30);
    Uploader uploader = uploader(60, false);
    Duration unused = settle(uploader);
    for (int i = 1; i <= 30; i++) {
      floor().journal.voidDevice("d" + i, "scrap", "bert");
    }

    assertThat(floor().queue.backlog().work().deletes()).isEqualTo(30);
    holds(uploader);
  }

  @Test
  void nobodyKnowsWhileTheServiceIsAway() {
    provision(1, 10);
    Uploader uploader = uploader(60, false);
    service.weather = () -> Fault.AWAY;
    Instant since = floor().clock.instant();
    for (int i = 0; i < 20; i++) {
      step(uploader);
    }

    assertThat(uploader.state().eta()).isEmpty();
    assertThat(uploader.state().offlineSince()).contains(since);
    service.weather = () -> Fault.NONE;
    step(uploader);
    step(uploader);
    assertThat(uploader.state().eta()).isPresent();
  }

  @Test
  void nobodyKnowsWhenAllThatIsLeftWaitsForAPerson() {
    provision(1, 1);
    Uploader uploader = uploader(60, false);
    Duration unused = settle(uploader);
    floor().journal.voidDevice("d1", "swapped", "bert");
    floor().provision("d1", Board.number(2));
    service.fatalToTheirCall.add("press-d1");
    for (int i = 0; i < 200 && floor().queue.quarantined().isEmpty(); i++) {
      step(uploader);
    }

    Backlog.Work work = floor().queue.backlog().work();
    assertThat(work.held()).as("the create, behind its delete in quarantine").isEqualTo(1);
    assertThat(uploader.state().eta()).isEmpty();

    QuarantinedEnrollment delete = floor().queue.quarantined().get(0);
    service.fatalToTheirCall.clear();
    floor().queue.retry(delete.enrollment().id(), Optional.of("mended"), "bert");
    assertThat(uploader.state().eta()).isPresent();
    Duration ignored = settle(uploader);
    assertThat(floor().devices.bySerial("d1").orElseThrow().enrollment().orElseThrow().state())
        .isEqualTo(EnrollmentState.ENROLLED);
  }

  @Test
  void nobodyKnowsWhileTheDiskIsFull() {
    provision(1, 12);
    Uploader uploader = uploader(6000, false);
    floor().database.write(tx -> tx.change("PRAGMA query_only = ON"));
    Duration unused = uploader.step();

    assertThat(uploader.state().problem()).isPresent();
    assertThat(uploader.state().eta()).isEmpty();
  }

  @Test
  void anEnrollmentThatChangedSinceItWasLookedAtIsNotDeletedBlindly() {
    provision(1, 1);
    Uploader uploader = uploader(6000, false);
    Duration unused = settle(uploader);
    floor().journal.voidDevice("d1", "scrap", "bert");
    // Somebody else changes it between the look and the delete, once.
    service.onFind = () -> service.version += service.version == 0 ? 1 : 0;
    step(uploader);

    assertThat(service.stored).as("it was another version").hasSize(1);
    Duration ignored = settle(uploader);
    assertThat(service.stored).isEmpty();
  }

  @Test
  void aWaitThatTheServiceAskedForLongAgoBindsNobody() throws Exception {
    provision(1, 1);
    Uploader uploader = uploader(6000, false);
    service.retryAfter = Optional.of(Duration.ofSeconds(30));
    service.nextCalls.add(Fault.THROTTLED);
    Duration unused = settle(uploader);
    provision(2, 2);
    service.retryAfter = Optional.empty();
    service.weather = () -> Fault.AWAY;
    for (int i = 0; i < 8; i++) {
      step(uploader);
    }
    service.weather = () -> Fault.NONE;

    // The clock stands still: what is sent is sent without waiting for the pause to pass.
    Backlog left = uploader.drain(state -> {}, floor().clock.instant().plusSeconds(1));

    assertThat(left.isEmpty()).isTrue();
  }

  @Test
  void afterTheServiceSaidStopTheOtherHalfOfABatchIsNotSent() {
    provision(1, 10);
    service.refusedRequests.add("press-d1");
    service.nextCalls.add(Fault.NONE);
    service.nextCalls.add(Fault.THROTTLED);
    Uploader uploader = uploader(6000, false);

    Duration unused = uploader.step();

    assertThat(service.batchSizes).containsExactly(10, 5);
  }
}
