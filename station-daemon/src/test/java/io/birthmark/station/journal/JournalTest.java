package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.ledger.Clash;
import io.birthmark.station.ledger.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Board BOARD_1 = Board.number(1);
  private static final Board BOARD_2 = Board.number(2);

  @TempDir Path dir;
  private List<Floor> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    opened = new ArrayList<>(List.of(new Floor(dir)));
  }

  @AfterEach
  void close() {
    opened.forEach(Floor::close);
  }

  private Floor floor() {
    return opened.get(opened.size() - 1);
  }

  private void restart() {
    floor().close();
    opened.add(new Floor(dir));
  }

  private DeviceHistory history(String serial) {
    List<DeviceHistory> all = floor().devices.history(serial);
    return all.get(all.size() - 1);
  }

  @Nested
  class ARun {
    @Test
    void isOnTheDiskBeforeTheDeviceIsTouched() {
      Begin.Begun begun = floor().begin("A", "000417", BOARD_1);

      restart();

      assertThat(floor().journal.openRuns())
          .singleElement()
          .satisfies(
              open -> {
                assertThat(open.run()).isEqualTo(begun.run());
                assertThat(open.serial()).isEqualTo("000417");
                assertThat(open.irreversibleSteps())
                    .containsExactly(
                        "ek.persist", "srk.persist", "nv.define", "nv.write", "nv.lock");
                assertThat(open.record())
                    .isEqualTo(floor().intent("A", "000417", BOARD_1).record());
                assertThat(open.start().who()).isEqualTo("anna");
              });
    }

    @Test
    void thatPassesIsAllInOneCommit() {
      Begin.Begun begun = floor().begin("A", "000417", BOARD_1);
      long before = floor().database.commits();

      Passed passed = floor().journal.pass(begun.run(), Floor.green(BOARD_1));

      assertThat(floor().database.commits() - before).isEqualTo(1);
      assertThat(passed.queued()).isPresent();
      restart();
      DeviceHistory history = history("000417");
      assertThat(history.device().state()).isEqualTo(DeviceState.PROVISIONED);
      assertThat(history.device().proof()).contains(BOARD_1.proof());
      assertThat(history.runs())
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.outcome()).contains(Outcome.PASS);
                assertThat(run.cost()).contains(Floor.COST);
                assertThat(run.steps()).isEqualTo(Floor.STEPS);
              });
      assertThat(history.enrollments())
          .singleElement()
          .satisfies(
              enrollment -> {
                assertThat(enrollment.operation()).isEqualTo(Operation.CREATE);
                assertThat(enrollment.state()).isEqualTo(EnrollmentState.QUEUED);
              });
      assertThat(history.events())
          .extracting(Event::kind)
          .containsExactly("run.begun", "run.passed");
      assertThat(floor().journal.openRuns()).isEmpty();
    }

    @Test
    void takesTwoCommitsForADevice() {
      long before = floor().database.commits();

      floor().provision("000417", BOARD_1);

      assertThat(floor().database.commits() - before).isEqualTo(2);
    }

    @Test
    void cannotPassTwice() {
      Begin.Begun begun = floor().begin("A", "000417", BOARD_1);
      floor().journal.pass(begun.run(), Floor.green(BOARD_1));

      assertThatThrownBy(() -> floor().journal.pass(begun.run(), Floor.green(BOARD_1)))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thatPassesWithAGroupQueuesNothing() {
      Begin.Begun begun = floor().begin("A", "000417", BOARD_1);

      Passed passed =
          floor()
              .journal
              .pass(begun.run(), new PassResult(Floor.STEPS, Floor.COST, Optional.empty()));

      assertThat(passed.queued()).isEmpty();
      assertThat(floor().queue.backlog().isEmpty()).isTrue();
    }

    @Test
    void thatEndsBeforeAnIntentIsRecordedWithItsReason() {
      RunId run =
          floor()
              .journal
              .recordEnd(
                  floor().start("A"), Optional.empty(), Optional.of("000417"), Floor.failed(false));

      assertThat(run.number()).isPositive();
      assertThat(StationStatus.of(floor().database, floor().clock.instant()).runs())
          .containsEntry(Outcome.FAIL, 1L)
          .containsEntry(Outcome.PASS, 0L);
    }
  }

  @Nested
  class AgainIsTheSame {
    @Test
    void aPassOnAKnownDeviceQueuesNoSecondEnrollment() {
      Passed first = floor().provision("000417", BOARD_1);

      Passed again =
          floor().journal.recordPass(floor().start("B"), first.device(), Floor.green(BOARD_1));

      assertThat(again.queued()).isEmpty();
      assertThat(again.device()).isEqualTo(first.device());
      assertThat(floor().queue.backlog().waiting()).isEqualTo(1);
      assertThat(history("000417").runs()).hasSize(2);
    }

    @Test
    void aWholeSecondRunIsTheSameDevice() {
      Passed first = floor().provision("000417", BOARD_1);

      Begin.Begun begun = floor().begin("B", "000417", BOARD_1);
      Passed second = floor().journal.pass(begun.run(), Floor.green(BOARD_1));

      assertThat(begun.continued()).isTrue();
      assertThat(second.device()).isEqualTo(first.device());
      assertThat(second.queued()).isEmpty();
    }

    @Test
    void aDeviceWhoseEnrollmentWasDroppedIsQueuedAgain() {
      Passed first = floor().provision("000417", BOARD_1);
      floor().queue.markSending(floor().queue.nextBatch(10, floor().clock.instant()));
      floor()
          .queue
          .settle(
              List.of(
                  new Settlement.Quarantine(
                      first.queued().orElseThrow(),
                      Floor.failed(false).problem(),
                      ServiceTrace.NONE)));
      floor().queue.drop(first.queued().orElseThrow(), "test", "anna");

      Passed again =
          floor().journal.recordPass(floor().start("A"), first.device(), Floor.green(BOARD_1));

      assertThat(again.queued()).isPresent();
    }

    @Test
    void afterACrashTheSameDeviceContinues() {
      Begin.Begun before = floor().begin("A", "000417", BOARD_1);
      restart();

      assertThat(floor().journal.markInterrupted())
          .extracting(OpenRun::run)
          .containsExactly(before.run());

      assertThat(floor().journal.openRuns()).isEmpty();
      assertThat(history("000417").runs())
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.outcome()).contains(Outcome.ABORTED);
                assertThat(run.problem()).isPresent();
                assertThat(run.problem().orElseThrow().code()).isEqualTo("run.interrupted");
              });
      assertThat(floor().journal.begin(floor().intent("B", "000417", BOARD_2)))
          .as("another board does not get the name")
          .isInstanceOf(Begin.Clashed.class);
      Begin.Begun after = floor().begin("B", "000417", BOARD_1);
      assertThat(after.device()).isEqualTo(before.device());
      assertThat(after.continued()).isTrue();
    }

    @Test
    void aRunThatNeverEndedIsSetAsideByTheNextInItsSlot() {
      floor().begin("A", "000417", BOARD_1);

      floor().begin("A", "000418", BOARD_2);

      assertThat(history("000417").runs().get(0).outcome()).contains(Outcome.ABORTED);
    }
  }

  @Nested
  class NoTwoAlike {
    @Test
    void theClashNamesTheFirstDevice() {
      floor().provision("000417", BOARD_1);

      Begin answer = floor().journal.begin(floor().intent("B", "000417", BOARD_2));

      assertThat(answer).isInstanceOf(Begin.Clashed.class);
      Clash clash = ((Begin.Clashed) answer).clash();
      assertThat(clash.kind()).isEqualTo(Clash.Kind.SERIAL);
      assertThat(clash.holder().claim().hardware()).contains(BOARD_1.hardware());
      assertThat(floor().journal.openRuns()).isEmpty();
    }

    @Test
    void theSameIdentityInTwoSlotsAtOnceIsRefused() {
      Begin.Begun first = floor().begin("A", "000417", BOARD_1);

      Begin answer = floor().journal.begin(floor().intent("B", "000417", BOARD_1));

      assertThat(answer).isEqualTo(new Begin.InAnotherSlot("000417", "A", first.run()));
      assertThat(floor().journal.openRuns()).hasSize(1);
    }

    @Test
    void anUntouchedDeviceGivesItsNamesBack() {
      floor().end(floor().begin("A", "000417", BOARD_1), /* touched= */ false);

      assertThat(floor().begin("A", "000417", BOARD_2).continued()).isFalse();
      assertThat(floor().devices.history("000417"))
          .extracting(history -> history.device().state())
          .containsExactly(DeviceState.ABANDONED, DeviceState.BEGUN);
    }

    @Test
    void aTouchedDeviceKeepsThem() {
      Begin.Begun first = floor().begin("A", "000417", BOARD_1);
      floor().end(first, /* touched= */ true);

      assertThat(floor().journal.begin(floor().intent("A", "000417", BOARD_2)))
          .isInstanceOf(Begin.Clashed.class);
      assertThat(floor().begin("A", "000417", BOARD_1).device()).isEqualTo(first.device());
    }

    @Test
    void aFailedRepeatDoesNotTakeAProvisionedDevicesNames() {
      floor().provision("000417", BOARD_1);
      floor().end(floor().begin("A", "000417", BOARD_1), /* touched= */ false);

      assertThat(floor().devices.bySerial("000417").orElseThrow().state())
          .isEqualTo(DeviceState.PROVISIONED);
      assertThat(floor().journal.begin(floor().intent("A", "000417", BOARD_2)))
          .isInstanceOf(Begin.Clashed.class);
    }

    @Test
    void theSameUntouchedDeviceComingBackIsOneRow() {
      for (int i = 0; i < 3; i++) {
        floor().end(floor().begin("A", "000417", BOARD_1), /* touched= */ false);
      }

      assertThat(floor().devices.history("000417")).hasSize(1);
    }
  }

  @Nested
  class ToVoid {
    @Test
    void freesTheNamesAndKeepsTheHistory() {
      Passed first = floor().provision("000417", BOARD_1);

      Voiding voiding = floor().journal.voidDevice("000417", "board swapped", "bert");

      assertThat(voiding).isEqualTo(new Voiding.Voided(first.device(), false));
      assertThat(floor().begin("A", "000417", BOARD_2).continued()).isFalse();
      List<DeviceHistory> both = floor().devices.history("000417");
      assertThat(both).hasSize(2);
      assertThat(both.get(0).device().state()).isEqualTo(DeviceState.VOID);
      assertThat(both.get(0).events())
          .last()
          .satisfies(
              event -> {
                assertThat(event.who()).isEqualTo("bert");
                assertThat(event.detail().orElseThrow()).contains("board swapped");
              });
    }

    @Test
    void dropsACreateThatWasNeverSent() {
      floor().provision("000417", BOARD_1);

      floor().journal.voidDevice("000417", "scrap", "bert");

      assertThat(floor().queue.backlog().isEmpty()).isTrue();
      assertThat(history("000417").enrollments())
          .extracting(EnrollmentRow::state)
          .containsExactly(EnrollmentState.DROPPED);
    }

    @Test
    void queuesADeleteForWhatWasEnrolled() {
      Passed passed = floor().provision("000417", BOARD_1);
      floor().queue.markSending(floor().queue.nextBatch(10, floor().clock.instant()));
      floor().queue.settle(List.of(new Settlement.Done(passed.queued().orElseThrow())));

      assertThat(floor().journal.voidDevice("000417", "scrap", "bert"))
          .isEqualTo(new Voiding.Voided(passed.device(), true));

      assertThat(history("000417").enrollments())
          .extracting(EnrollmentRow::operation, EnrollmentRow::state)
          .containsExactly(
              tuple(Operation.CREATE, EnrollmentState.ENROLLED),
              tuple(Operation.DELETE, EnrollmentState.QUEUED));
    }

    @Test
    void saysWhenThereIsNothingToVoid() {
      assertThat(floor().journal.voidDevice("999999", "scrap", "bert"))
          .isEqualTo(new Voiding.NotFound("999999"));

      Passed passed = floor().provision("000417", BOARD_1);
      floor().journal.voidDevice("000417", "scrap", "bert");
      assertThat(floor().journal.voidDevice("000417", "scrap", "bert"))
          .isEqualTo(new Voiding.AlreadyVoid(passed.device(), floor().clock.instant()));
    }

    @Test
    void waitsForARunThatIsWorkingOnIt() {
      Begin.Begun begun = floor().begin("A", "000417", BOARD_1);

      assertThat(floor().journal.voidDevice("000417", "scrap", "bert"))
          .isEqualTo(new Voiding.InSlot(begun.device(), "A"));
    }
  }

  @Test
  void devicesAreFoundByEkAndBySerialUntilVoided() {
    floor().provision("000417", BOARD_1);

    assertThat(floor().devices.byHardware(BOARD_1.hardware()).orElseThrow().serial())
        .isEqualTo("000417");
    assertThat(floor().devices.bySerial("000417")).isPresent();
    assertThat(floor().devices.byHardware(BOARD_2.hardware())).isEmpty();

    floor().journal.voidDevice("000417", "scrap", "bert");
    assertThat(floor().devices.byHardware(BOARD_1.hardware())).isEmpty();
    assertThat(floor().devices.bySerial("000417")).isEmpty();
  }

  @Test
  void devicesArePagedNewestFirst() {
    for (int i = 1; i <= 5; i++) {
      floor().provision("00000" + i, Board.number(i));
    }

    List<DeviceRow> page = floor().devices.newest(2, Optional.empty());
    List<DeviceRow> next = floor().devices.newest(2, Optional.of(page.get(1).id()));

    assertThat(page).extracting(DeviceRow::serial).containsExactly("000005", "000004");
    assertThat(next).extracting(DeviceRow::serial).containsExactly("000003", "000002");
    List<String> all = new ArrayList<>();
    floor().devices.each(device -> all.add(device.serial()));
    assertThat(all).containsExactly("000001", "000002", "000003", "000004", "000005");
  }

  @Test
  void aFullDiskStopsTheRunBeforeTheDeviceAndGoesByItself() {
    floor().database.write(tx -> tx.first("PRAGMA max_page_count = 1", row -> row));
    int begun = 0;
    boolean full = false;
    while (!full && begun < 100) {
      try {
        floor().begin("A", "serial-" + begun, Board.number(begun));
        begun++;
      } catch (StorageException e) {
        assertThat(e.problem().code()).isEqualTo("storage.full");
        full = true;
      }
    }
    assertThat(full).isTrue();
    assertThat(floor().devices.bySerial("serial-" + begun)).as("nothing half done").isEmpty();

    floor().database.write(tx -> tx.first("PRAGMA max_page_count = 100000", row -> row));
    floor().begin("A", "serial-" + begun, Board.number(begun));
  }
}
