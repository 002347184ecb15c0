package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.ledger.Claim;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The old identity goes and the new one comes in one transaction, and in order at the service. */
class ReworkTest {
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

  /** As a kill leaves it: whatever is on the disk is all there is. */
  private void killed() {
    close();
    open();
    List<OpenRun> unused = floor().journal.markInterrupted();
  }

  private Begin rework(String slot, String serial, Board board) {
    return floor().journal.rework(floor().intent(slot, serial, board), "wrong label");
  }

  private void finish(Begin begin, Board board) {
    Passed unused = floor().journal.pass(((Begin.Begun) begin).run(), Floor.green(board));
  }

  private List<QueuedEnrollment> send() {
    return floor().queue.markSending(floor().queue.nextBatch(10, floor().clock.instant()));
  }

  private void done(List<QueuedEnrollment> sent) {
    floor().queue.settle(sent.stream().map(intent -> new Settlement.Done(intent.id())).toList());
  }

  private DeviceState state(String serial) {
    List<DeviceHistory> all = floor().devices.history(serial);
    return all.get(all.size() - 1).device().state();
  }

  @Test
  void oneBoardGetsAnotherSerialInOneCommit() {
    floor().provision("s1", Board.number(1));
    done(send());
    long before = floor().database.commits();

    Begin begin = rework("A", "s2", Board.number(1));

    assertThat(floor().database.commits() - before).as("there is no half of it").isEqualTo(1);
    killed();
    assertThat(state("s1")).isEqualTo(DeviceState.VOID);
    assertThat(state("s2")).isEqualTo(DeviceState.BEGUN);
    assertThat(((Begin.Begun) begin).continued()).isFalse();
    // After the kill the same words go on with it, and retire nothing more.
    finish(rework("A", "s2", Board.number(1)), Board.number(1));
    assertThat(floor().devices.history("s2")).hasSize(1);
    assertThat(state("s2")).isEqualTo(DeviceState.PROVISIONED);
  }

  @Test
  void aSwappedBoardTakesTheSerialOver() {
    floor().provision("s1", Board.number(1));
    done(send());

    finish(rework("A", "s1", Board.number(2)), Board.number(2));

    assertThat(floor().devices.history("s1"))
        .extracting(history -> history.device().state())
        .containsExactly(DeviceState.VOID, DeviceState.PROVISIONED);
    assertThat(floor().devices.byHardware(Board.number(1).hardware())).isEmpty();
    assertThat(floor().devices.history("s1").get(0).events())
        .filteredOn(event -> event.kind().equals("device.voided"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.who()).isEqualTo("anna");
              assertThat(event.detail().orElseThrow()).contains("wrong label");
            });
  }

  @Test
  void oneBoardMayTakeTheSerialOfAnotherAndBothOldIdentitiesGo() {
    floor().provision("s1", Board.number(1));
    floor().provision("s2", Board.number(2));

    finish(rework("A", "s2", Board.number(1)), Board.number(1));

    assertThat(state("s1")).isEqualTo(DeviceState.VOID);
    assertThat(floor().devices.history("s2"))
        .extracting(history -> history.device().state())
        .containsExactly(DeviceState.VOID, DeviceState.PROVISIONED);
  }

  @Test
  void aReworkThatIsRefusedRetiresNothing() {
    floor().provision("s1", Board.number(1));
    floor().provision("s2", Board.number(2));
    Begin.Begun elsewhere = floor().begin("B", "s2", Board.number(2));

    Begin begin = rework("A", "s2", Board.number(1));

    assertThat(begin).isInstanceOf(Begin.InAnotherSlot.class);
    assertThat(((Begin.Refused) begin).problem().sentence()).contains("slot B");
    assertThat(state("s1")).isEqualTo(DeviceState.PROVISIONED);
    assertThat(state("s2")).isEqualTo(DeviceState.PROVISIONED);
    finish(elsewhere, Board.number(2));
  }

  @Test
  void aReworkWhoseNewNamesAreAnotherDevicesRetiresNothing() {
    floor().provision("s1", Board.number(1));
    floor().provision("s2", Board.number(2));
    RunIntent wanted = floor().intent("A", "s9", Board.number(1));
    RunIntent taken =
        new RunIntent(
            wanted.start(),
            Claim.ofTpm("s9", "press-s2", Board.number(1).ek()),
            wanted.irreversibleSteps(),
            wanted.record());

    Begin begin = floor().journal.rework(taken, "wrong label");

    assertThat(((Begin.Refused) begin).problem().code()).isEqualTo("duplicate.registration-id");
    assertThat(state("s1")).isEqualTo(DeviceState.PROVISIONED);
    assertThat(floor().queue.backlog().work().deletes()).isZero();
  }

  @Test
  void withoutTheNetworkTheServiceNeverHearsOfTheOldOne() {
    floor().provision("s1", Board.number(1));

    finish(rework("A", "s2", Board.number(1)), Board.number(1));

    assertThat(floor().queue.nextBatch(10, floor().clock.instant()))
        .singleElement()
        .satisfies(
            intent -> {
              assertThat(intent.serial()).isEqualTo("s2");
              assertThat(intent.operation()).isEqualTo(Operation.CREATE);
            });
  }

  @Test
  void theNewCreateWaitsWhileTheOldOneIsInDoubtAndThenForItsDelete() {
    floor().provision("s1", Board.number(1));
    List<QueuedEnrollment> old = send();
    finish(rework("A", "s1", Board.number(2)), Board.number(2));
    killed();

    assertThat(floor().queue.nextBatch(10, floor().clock.instant()))
        .as("nobody knows what became of the old create")
        .isEmpty();
    done(old);
    List<QueuedEnrollment> delete = send();
    assertThat(delete).extracting(QueuedEnrollment::operation).containsExactly(Operation.DELETE);
    assertThat(floor().queue.nextBatch(10, floor().clock.instant())).isEmpty();
    done(delete);
    assertThat(floor().queue.nextBatch(10, floor().clock.instant()))
        .extracting(QueuedEnrollment::operation)
        .containsExactly(Operation.CREATE);
  }

  @Test
  void aDeleteThatFailsHoldsTheNewCreateUntilAPersonDecides() {
    floor().provision("s1", Board.number(1));
    done(send());
    finish(rework("A", "s1", Board.number(2)), Board.number(2));
    QueuedEnrollment delete = send().get(0);
    floor()
        .queue
        .settle(
            List.of(
                new Settlement.Quarantine(
                    delete.id(),
                    Floor.failed(false).problem(),
                    new ServiceTrace(Optional.of("403001"), Optional.of("track-7")))));

    assertThat(floor().queue.nextBatch(10, floor().clock.instant())).isEmpty();
    assertThat(floor().queue.backlog().work().held()).isEqualTo(1);
    assertThat(floor().queue.drop(delete.id(), "deleted by hand", "bert")).isTrue();
    assertThat(floor().queue.nextBatch(10, floor().clock.instant()))
        .extracting(QueuedEnrollment::operation)
        .containsExactly(Operation.CREATE);
  }

  @Test
  void whatWaitsForAPersonIsTriedAgainByItsCodeWithWhoAndWhy() {
    floor().provision("s1", Board.number(1));
    floor().provision("s2", Board.number(2));
    List<QueuedEnrollment> sent = send();
    floor()
        .queue
        .settle(
            sent.stream()
                .map(
                    intent ->
                        new Settlement.Quarantine(
                            intent.id(),
                            Floor.failed(false).problem(),
                            new ServiceTrace(Optional.of("400004"), Optional.of("track-8"))))
                .toList());

    assertThat(floor().queue.retryAll(Optional.of("no.such"), Optional.empty(), "bert")).isEmpty();
    assertThat(
            floor().queue.retryAll(Optional.of("tpm.gone"), Optional.of("policy mended"), "bert"))
        .hasSize(2);
    List<Event> events = floor().devices.history("s2").get(0).events();
    assertThat(events)
        .filteredOn(event -> event.kind().equals("enrollment.quarantined"))
        .singleElement()
        .satisfies(event -> assertThat(event.detail().orElseThrow()).contains("400004", "track-8"));
    assertThat(events)
        .filteredOn(event -> event.kind().equals("enrollment.retried"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.who()).isEqualTo("bert");
              assertThat(event.detail().orElseThrow()).contains("policy mended");
            });
    assertThat(floor().queue.backlog().quarantined()).isZero();
  }

  @Test
  void aDroppedDeviceIsCountedUntilItIsQueuedAgainOrVoid() {
    floor().provision("s1", Board.number(1));
    QueuedEnrollment sent = send().get(0);
    floor()
        .queue
        .settle(
            List.of(
                new Settlement.Quarantine(
                    sent.id(), Floor.failed(false).problem(), ServiceTrace.NONE)));
    assertThat(floor().queue.drop(sent.id(), "test device", "bert")).isTrue();
    assertThat(givenUp()).isEqualTo(1);

    finish(floor().begin("A", "s1", Board.number(1)), Board.number(1));
    assertThat(givenUp()).as("it came again and is queued again").isZero();
  }

  private long givenUp() {
    return StationStatus.of(floor().database, floor().clock.instant()).givenUp();
  }
}
