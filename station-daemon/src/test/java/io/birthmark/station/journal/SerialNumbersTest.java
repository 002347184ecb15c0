package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.birthmark.station.journal.Floor.Board;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialNumbersTest {
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

  private TakenSerial take(int board) {
    return floor().serials.take("press", 100, 102, Optional.of(Board.number(board).ek()));
  }

  private static TakenSerial taken(long number) {
    return new TakenSerial.Taken(number);
  }

  @Test
  void numbersAreGivenOutInOrderUntilTheRangeIsUsedUp() {
    assertThat(take(1)).isEqualTo(taken(100));
    assertThat(take(2)).isEqualTo(taken(101));
    assertThat(take(3)).isEqualTo(taken(102));
    assertThat(take(4)).isEqualTo(new TakenSerial.Exhausted("press", 100, 102));
  }

  @Test
  void aNumberOnceGivenOutIsGoneAlsoAfterARestart() {
    take(1);
    close();
    open();

    assertThat(take(2)).isEqualTo(taken(101));
  }

  @Test
  void theSameDeviceContinuesWithItsOwn() {
    take(1);
    take(2);

    assertThat(take(1)).isEqualTo(taken(100));
  }

  @Test
  void aNumberWhoseRunDidNotPassIsShownAndNotReused() {
    take(1);
    floor().clock.advance(Duration.ofSeconds(1));
    take(2);
    floor().provision("101", Board.number(2));

    assertThat(floor().serials.orphaned())
        .extracting(OrphanedSerial::product, OrphanedSerial::number)
        .containsExactly(tuple("press", 100L));
    assertThat(take(3)).isEqualTo(taken(102));
  }

  @Test
  void aNumberOfAnotherProductThatTheBoardNeverBecameStaysOrphaned() {
    assertThat(floor().serials.take("lathe", 500, 599, Optional.of(Board.number(1).ek())))
        .isEqualTo(taken(500));
    take(1);
    floor().provision("100", Board.number(1));

    assertThat(floor().serials.orphaned())
        .extracting(OrphanedSerial::product, OrphanedSerial::number)
        .containsExactly(tuple("lathe", 500L));
  }

  @Test
  void aNumberInARunThatIsOpenIsNotOrphaned() {
    take(1);
    Begin.Begun begun = floor().begin("A", "100", Board.number(1));
    assertThat(floor().serials.orphaned()).isEmpty();

    floor().end(begun, /* touched= */ true);
    assertThat(floor().serials.orphaned()).extracting(OrphanedSerial::number).containsExactly(100L);
  }

  @Test
  void aVoidedBoardTakesANewNumber() {
    take(1);
    floor().provision("100", Board.number(1));
    floor().journal.voidDevice("100", "rework", "bert");

    assertThat(take(1)).isEqualTo(taken(101));
  }

  @Test
  void aWidenedRangeGoesOnWhereItWas() {
    take(1);
    take(2);

    assertThat(floor().serials.take("press", 100, 999, Optional.of(Board.number(3).ek())))
        .isEqualTo(taken(102));
    assertThat(floor().serials.take("press", 5000, 5999, Optional.of(Board.number(4).ek())))
        .isEqualTo(taken(5000));
  }

  @Test
  void productsCountForThemselves() {
    take(1);

    assertThat(floor().serials.take("lathe", 100, 102, Optional.of(Board.number(2).ek())))
        .isEqualTo(taken(100));
  }
}
