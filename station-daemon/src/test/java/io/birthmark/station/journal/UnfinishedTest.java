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

/** A device that was begun and never came back is there to be seen. */
class UnfinishedTest {
  private static final Board BOARD_1 = Board.number(1);
  private static final Board BOARD_2 = Board.number(2);

  @TempDir Path dir;
  private Optional<Floor> open = Optional.empty();

  @BeforeEach
  void open() {
    open = Optional.of(new Floor(dir));
  }

  @AfterEach
  void close() {
    floor().close();
  }

  private Floor floor() {
    return open.orElseThrow();
  }

  @Test
  void aDeviceThatWasCutOffIsShownWithItsSlotSinceWhenAndWhatToDo() {
    Instant began = floor().clock.instant();
    floor().begin("A", "000417", BOARD_1);
    floor().clock.advance(Duration.ofDays(3));
    floor().journal.markInterrupted();

    Unfinished unfinished = floor().devices.unfinished(20);

    assertThat(unfinished.count()).isEqualTo(1);
    assertThat(unfinished.oldest())
        .singleElement()
        .satisfies(
            device -> {
              assertThat(device.serial()).isEqualTo("000417");
              assertThat(device.registrationId()).isEqualTo("press-000417");
              assertThat(device.slot()).isEqualTo("A");
              assertThat(device.since()).isEqualTo(began);
              assertThat(device.problem().map(Problem::code)).contains("run.interrupted");
              assertThat(device.problem().map(Problem::action).orElse(""))
                  .contains("Put the same device in again");
            });
  }

  @Test
  void oneThatFailedHalfWayIsShownWithItsFailure() {
    floor().end(floor().begin("A", "000417", BOARD_1), /* touched= */ true);

    assertThat(floor().devices.unfinished(20).oldest())
        .singleElement()
        .satisfies(device -> assertThat(device.problem().map(Problem::code)).contains("tpm.gone"));
  }

  @Test
  void itIsTheLastRunThatSaysWhereItWasAndWhatToDo() {
    floor().begin("A", "000417", BOARD_1);
    floor().journal.markInterrupted();
    floor().end(floor().begin("B", "000417", BOARD_1), /* touched= */ true);

    assertThat(floor().devices.unfinished(20).oldest())
        .singleElement()
        .satisfies(
            device -> {
              assertThat(device.slot()).isEqualTo("B");
              assertThat(device.problem().map(Problem::code)).contains("tpm.gone");
            });
  }

  @Test
  void oneThatIsBeingWorkedOnIsNotUnfinished() {
    floor().begin("A", "000417", BOARD_1);

    assertThat(floor().devices.unfinished(20)).isEqualTo(new Unfinished(0, List.of()));
  }

  @Test
  void neitherIsOneThatPassedWasVoidedOrGaveItsNamesBack() {
    floor().provision("000417", BOARD_1);
    floor().end(floor().begin("A", "000418", BOARD_2), /* touched= */ true);
    floor().journal.voidDevice("000418", "scrapped", "bert");
    floor().end(floor().begin("A", "000419", BOARD_2), /* touched= */ false);

    assertThat(floor().devices.unfinished(20).count()).isZero();
  }

  @Test
  void theOldestAreNamedAndAllAreCounted() {
    for (int n = 1; n <= 3; n++) {
      floor().begin("A", "00041" + n, Board.number(n));
      floor().clock.advance(Duration.ofMinutes(1));
    }
    floor().journal.markInterrupted();

    Unfinished unfinished = floor().devices.unfinished(2);

    assertThat(unfinished.count()).isEqualTo(3);
    assertThat(unfinished.oldest())
        .extracting(Unfinished.Device::serial)
        .containsExactly("000411", "000412");
  }
}
