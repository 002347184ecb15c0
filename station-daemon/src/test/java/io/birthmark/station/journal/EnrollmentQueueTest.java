package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

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

class EnrollmentQueueTest {
  private static final Problem REFUSED =
      Problem.ofDevice("dps.refused", "The service refused it.", "Look at it.");

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

  private Instant now() {
    return floor().clock.instant();
  }

  private List<QueuedEnrollment> next() {
    return floor().queue.nextBatch(10, now());
  }

  private void provision(int from, int to) {
    for (int i = from; i <= to; i++) {
      floor().provision("dev-" + i, Board.number(i));
    }
  }

  private void send(List<QueuedEnrollment> batch) {
    assertThat(floor().queue.markSending(batch)).hasSameSizeAs(batch);
  }

  private void done(List<QueuedEnrollment> batch) {
    floor()
        .queue
        .settle(batch.stream().map(QueuedEnrollment::id).map(Settlement.Done::new).toList());
  }

  private void later(List<QueuedEnrollment> batch, Duration pause) {
    floor()
        .queue
        .settle(
            batch.stream()
                .map(one -> new Settlement.Later(one.id(), now().plus(pause), REFUSED))
                .toList());
  }

  private void quarantine(QueuedEnrollment one) {
    floor()
        .queue
        .settle(
            List.of(
                new Settlement.Quarantine(
                    one.id(),
                    REFUSED,
                    new ServiceTrace(Optional.of("400004"), Optional.of("5b6f")))));
  }

  private EnrollmentRow row(EnrollmentId id, String serial) {
    return floor().devices.history(serial).stream()
        .flatMap(history -> history.enrollments().stream())
        .filter(enrollment -> enrollment.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aBatchHoldsAllThatTheServiceNeeds() {
    provision(1, 1);

    assertThat(next())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.operation()).isEqualTo(Operation.CREATE);
              assertThat(one.registrationId()).isEqualTo("press-dev-1");
              assertThat(one.proof()).isEqualTo(Board.number(1).proof());
            });
  }

  @Test
  void batchesAreLimitedAndOldestFirst() {
    provision(1, 12);

    assertThat(next()).hasSize(10).first().extracting(QueuedEnrollment::serial).isEqualTo("dev-1");
  }

  @Test
  void sendingAndSettlingAreOneCommitEachForAWholeBatch() {
    provision(1, 10);
    List<QueuedEnrollment> batch = next();
    long before = floor().database.commits();

    send(batch);
    done(batch);

    assertThat(floor().database.commits() - before).isEqualTo(2);
    assertThat(floor().queue.backlog().isEmpty()).isTrue();
  }

  @Test
  void whatIsBeingSentIsInDoubtAfterARestart() {
    provision(1, 3);
    send(next());
    close();
    open();

    assertThat(next()).isEmpty();
    assertThat(floor().queue.inDoubt(10, now())).hasSize(3);
    assertThat(floor().queue.backlog().waiting()).isEqualTo(3);
  }

  @Test
  void aPauseIsKeptAcrossARestart() {
    provision(1, 1);
    List<QueuedEnrollment> batch = next();
    send(batch);
    later(batch, Duration.ofMinutes(5));
    close();
    open();

    assertThat(next()).isEmpty();
    floor().clock.advance(Duration.ofMinutes(5).plusSeconds(1));
    assertThat(next()).singleElement().extracting(QueuedEnrollment::attempts).isEqualTo(1);
  }

  @Test
  void aPauseSetByAClockThatWasWrongIsNoPause() {
    floor().clock.set(Instant.parse("2031-01-01T00:00:00Z"));
    provision(1, 1);

    floor().clock.set(Instant.parse("2026-11-23T06:00:00Z"));

    assertThat(next()).hasSize(1);
  }

  @Test
  void oldFailuresDoNotCrowdOutNewDevices() {
    provision(1, 30);
    for (int i = 0; i < 3; i++) {
      List<QueuedEnrollment> batch = next();
      send(batch);
      later(batch, Duration.ofSeconds(1));
    }
    floor().clock.advance(Duration.ofSeconds(10));
    provision(31, 60);

    assertThat(next()).filteredOn(one -> one.attempts() == 0).hasSize(5);
    assertThat(next()).filteredOn(one -> one.attempts() > 0).hasSize(5);
  }

  @Test
  void quarantineShowsWhyAndStopsNobody() {
    provision(1, 2);
    List<QueuedEnrollment> batch = next();
    send(batch);
    quarantine(batch.get(0));
    done(batch.subList(1, 2));

    assertThat(floor().queue.quarantined())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.serial()).isEqualTo("dev-1");
              assertThat(one.enrollment().problem()).contains(REFUSED);
              assertThat(one.enrollment().trace().code()).contains("400004");
              assertThat(one.enrollment().trace().trackingId()).contains("5b6f");
            });
    assertThat(row(batch.get(1).id(), "dev-2").state()).isEqualTo(EnrollmentState.ENROLLED);
    assertThat(floor().queue.backlog().quarantined()).isEqualTo(1);
  }

  @Test
  void aPersonRetriesOrDropsAndIsRemembered() {
    provision(1, 2);
    List<QueuedEnrollment> batch = next();
    send(batch);
    batch.forEach(this::quarantine);

    assertThat(floor().queue.retry(batch.get(0).id(), Optional.of("mended"), "bert")).isTrue();
    assertThat(floor().queue.drop(batch.get(1).id(), "scrapped", "bert")).isTrue();

    assertThat(next()).extracting(QueuedEnrollment::serial).containsExactly("dev-1");
    assertThat(row(batch.get(1).id(), "dev-2").state()).isEqualTo(EnrollmentState.DROPPED);
    assertThat(floor().devices.history("dev-2").get(0).events())
        .last()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo("enrollment.dropped");
              assertThat(event.who()).isEqualTo("bert");
              assertThat(event.detail().orElseThrow()).contains("scrapped");
            });
    assertThat(floor().queue.retry(new EnrollmentId(999), Optional.of("mended"), "bert")).isFalse();
    assertThat(floor().queue.drop(batch.get(1).id(), "again", "bert")).isFalse();
  }

  @Test
  void aCreateWaitsUntilTheOldIdentityIsDeleted() {
    provision(1, 1);
    List<QueuedEnrollment> old = next();
    send(old);
    done(old);
    floor().journal.voidDevice("dev-1", "swapped", "bert");
    floor().provision("dev-1", Board.number(2));

    List<QueuedEnrollment> delete = next();
    assertThat(delete).extracting(QueuedEnrollment::operation).containsExactly(Operation.DELETE);
    send(delete);
    assertThat(next()).as("while the delete is under way").isEmpty();
    done(delete);
    assertThat(next())
        .singleElement()
        .satisfies(
            create -> {
              assertThat(create.operation()).isEqualTo(Operation.CREATE);
              assertThat(create.proof()).isEqualTo(Board.number(2).proof());
            });
  }

  @Test
  void aCreateForTheSameBoardUnderAnotherNameWaitsToo() {
    provision(1, 1);
    List<QueuedEnrollment> old = next();
    send(old);
    done(old);
    floor().journal.voidDevice("dev-1", "renamed", "bert");
    floor().provision("other", Board.number(1));

    assertThat(next()).extracting(QueuedEnrollment::operation).containsExactly(Operation.DELETE);
  }

  @Test
  void aQuarantinedDeleteHoldsTheNextCreateUntilAPersonDecides() {
    provision(1, 1);
    List<QueuedEnrollment> old = next();
    send(old);
    done(old);
    floor().journal.voidDevice("dev-1", "swapped", "bert");
    floor().provision("dev-1", Board.number(2));
    List<QueuedEnrollment> delete = next();
    send(delete);
    quarantine(delete.get(0));

    assertThat(next()).isEmpty();
    floor().queue.drop(delete.get(0).id(), "deleted by hand", "bert");
    assertThat(next()).extracting(QueuedEnrollment::operation).containsExactly(Operation.CREATE);
  }

  @Test
  void voidedWhileItWasBeingSentTheCreateIsFollowedByADelete() {
    provision(1, 1);
    List<QueuedEnrollment> create = next();
    send(create);

    floor().journal.voidDevice("dev-1", "scrap", "bert");

    assertThat(next()).as("not before the create is settled").isEmpty();
    done(create);
    assertThat(next()).extracting(QueuedEnrollment::operation).containsExactly(Operation.DELETE);
  }

  @Test
  void voidedWhileItWasBeingSentTheCreateIsNotSentAgain() {
    provision(1, 1);
    List<QueuedEnrollment> create = next();
    send(create);
    floor().journal.voidDevice("dev-1", "scrap", "bert");

    later(create, Duration.ZERO);

    assertThat(row(create.get(0).id(), "dev-1").state()).isEqualTo(EnrollmentState.DROPPED);
    assertThat(next()).as("it may still be on its way").isEmpty();
    floor().clock.advance(Duration.ofMinutes(1));
    assertThat(next()).extracting(QueuedEnrollment::operation).containsExactly(Operation.DELETE);
  }

  @Test
  void voidedBetweenLookAndSendItIsNotSent() {
    provision(1, 2);
    List<QueuedEnrollment> batch = next();
    floor().journal.voidDevice("dev-1", "scrap", "bert");

    assertThat(floor().queue.markSending(batch))
        .extracting(QueuedEnrollment::serial)
        .containsExactly("dev-2");
  }

  @Test
  void whatWaitsForAnotherIntentIsNotDueByItself() {
    provision(1, 1);
    List<QueuedEnrollment> create = next();
    send(create);
    done(create);
    floor().journal.voidDevice("dev-1", "swapped", "bert");
    floor().provision("dev-1", Board.number(2));
    List<QueuedEnrollment> delete = next();
    send(delete);
    later(delete, Duration.ofMinutes(5));

    assertThat(floor().queue.backlog().nextAttemptAt()).contains(now().plus(Duration.ofMinutes(5)));
  }

  @Test
  void theBacklogTellsItsAge() {
    Instant queued = now();
    provision(1, 3);
    floor().clock.advance(Duration.ofHours(3));
    provision(4, 4);

    Backlog backlog = floor().queue.backlog();

    assertThat(backlog.waiting()).isEqualTo(4);
    assertThat(backlog.oldest()).contains(queued);
  }
}
