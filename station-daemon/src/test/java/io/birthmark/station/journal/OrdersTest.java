package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.ledger.Build;
import io.birthmark.station.ledger.LocalLedger;
import io.birthmark.station.ledger.WorkOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work orders and the runs that count against them. */
class OrdersTest {
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

  private Orders orders() {
    return new Orders(floor().database, new LocalLedger(), floor().clock);
  }

  private OrderChange create(String number, long quantity) {
    return orders().create(wanted(number, quantity), "user:anna");
  }

  private static Orders.Wanted wanted(String number, long quantity) {
    return new Orders.Wanted(number, "press", quantity);
  }

  private WorkOrder order(String number) {
    return orders().find(number).orElseThrow();
  }

  private static Problem refusal(OrderChange change) {
    assertThat(change).isInstanceOf(OrderChange.Refused.class);
    return ((OrderChange.Refused) change).problem();
  }

  private List<String> events(String kind) {
    return floor()
        .database
        .read(
            snapshot ->
                snapshot.list(
                    "SELECT who || ' ' || detail AS line FROM events WHERE kind = ? ORDER BY id",
                    row -> row.text("line"),
                    kind));
  }

  private Problem refusedToBegin(String serial, Board board) {
    Begin answer = floor().journal.begin(floor().intent("B", serial, board));
    assertThat(answer).isInstanceOf(Begin.NoPiece.class);
    return ((Begin.NoPiece) answer).problem();
  }

  @Test
  void aPassTellsWhereTheOrderStandsAndCostsNoCommitMore() {
    create("4711", 100);
    long before = floor().database.commits();

    Passed passed = floor().provision("000417", Board.number(1));

    assertThat(floor().database.commits() - before).isEqualTo(2);
    assertThat(passed.order().orElseThrow().count()).isEqualTo("1 of 100");
    assertThat(floor().devices.bySerial("000417").orElseThrow().order()).contains("4711");
  }

  @Test
  void theLastPieceIsAnEventAndThenNothingIsBegun() {
    create("4711", 1);
    Begin.Begun last = floor().begin("A", "000417", Board.number(1));

    assertThat(refusedToBegin("000418", Board.number(2)).code()).isEqualTo("order.all-begun");
    floor().journal.pass(last.run(), Floor.green(Board.number(1)));

    assertThat(events("order.completed"))
        .containsExactly("station {\"order\":\"4711\",\"quantity\":1}");
    assertThat(refusedToBegin("000418", Board.number(2)).code()).isEqualTo("order.complete");
    assertThat(floor().devices.bySerial("000418")).isEmpty();
    assertThat(floor().journal.refusesNew(Build.of("press"))).isPresent();
    assertThat(floor().journal.refusesNew(Build.of("lathe"))).isEmpty();
  }

  @Test
  void aFinishedDeviceAgainCountsNothingAndCompletesNothingTwice() {
    create("4711", 1);
    Passed first = floor().provision("000417", Board.number(1));

    Passed repeated =
        floor()
            .journal
            .recordPass(floor().start("B"), first.device(), Floor.green(Board.number(1)));
    floor().provision("000417", Board.number(1));

    assertThat(repeated.order().orElseThrow().count()).isEqualTo("1 of 1");
    assertThat(events("order.completed")).hasSize(1);
  }

  @Test
  void whatWasTouchedKeepsItsPieceAndWhatWasNotGivesItBack() {
    create("4711", 2);
    floor().end(floor().begin("A", "000417", Board.number(1)), /* touched= */ true);
    floor().end(floor().begin("A", "000418", Board.number(2)), /* touched= */ false);

    assertThat(order("4711").begun()).isEqualTo(1);
    assertThat(orders().begun("4711"))
        .extracting(held -> held.claim().serial())
        .containsExactly("000417");
    floor().provision("000418", Board.number(2));
    floor().provision("000417", Board.number(1));
    assertThat(order("4711").count()).isEqualTo("2 of 2");
  }

  @Test
  void aRunThatACrashCutOffKeepsItsPiece() {
    create("4711", 1);
    floor().begin("A", "000417", Board.number(1));
    floor().close();
    opened = Optional.of(new Floor(dir));
    floor().journal.markInterrupted();

    assertThat(refusedToBegin("000418", Board.number(2)).code()).isEqualTo("order.all-begun");
    floor().provision("000417", Board.number(1));
    assertThat(order("4711").complete()).isTrue();
  }

  @Test
  void aDeviceGivenUpUntouchedThatComesBackLaterIsOfTheOrderOfThatDay() {
    create("4711", 1);
    floor().end(floor().begin("A", "000417", Board.number(1)), /* touched= */ false);
    orders().close("4711", "user:anna");
    create("4712", 1);

    floor().provision("000417", Board.number(1));

    assertThat(floor().devices.bySerial("000417").orElseThrow().order()).contains("4712");
    assertThat(order("4711").taken()).isZero();
  }

  @Test
  void aVoidedDeviceGivesItsPieceBackAndIsRemembered() {
    create("4711", 1);
    floor().provision("000417", Board.number(1));

    floor().journal.voidDevice("000417", "board swapped", "user:anna");

    assertThat(order("4711").taken()).isZero();
    assertThat(orders().voided("4711")).isEqualTo(1);
    floor().provision("000417", Board.number(2));
    assertThat(order("4711").count()).isEqualTo("1 of 1");
  }

  @Test
  void theSameOrderAgainChangesNothing() {
    assertThat(create("4711", 100)).isInstanceOf(OrderChange.Created.class);
    assertThat(create("4711", 100)).isInstanceOf(OrderChange.Same.class);

    assertThat(events("order.created"))
        .containsExactly(
            "user:anna {\"order\":\"4711\",\"product\":\"press\",\"quantity\":100,\"done\":0}");
  }

  @Test
  void aNumberThatIsTakenIsRefusedWhenAnythingDiffers() {
    create("4711", 100);

    assertThat(refusal(create("4711", 200)).action())
        .contains("birthmark order change 4711 --quantity 200");
    assertThat(
            refusal(orders().create(new Orders.Wanted("4711", "lathe", 100), "user:anna"))
                .sentence())
        .contains("100 of product press");
    assertThat(order("4711").quantity()).isEqualTo(100);
  }

  @Test
  void aQuantityCanGrowAndCannotFallBelowWhatIsTaken() {
    create("4711", 2);
    floor().provision("000417", Board.number(1));
    floor().begin("A", "000418", Board.number(2));

    Problem why = refusal(orders().change("4711", 1, "user:anna"));
    assertThat(why.code()).isEqualTo("order.too-small");
    assertThat(why.sentence()).contains("1 are done", "1 are begun");
    assertThat(orders().change("4711", 3, "user:berta")).isInstanceOf(OrderChange.Resized.class);

    assertThat(events("order.changed"))
        .containsExactly(
            "user:berta {\"order\":\"4711\",\"product\":\"press\",\"quantity\":3,\"done\":1,"
                + "\"quantityBefore\":2}");
  }

  @Test
  void aClosedOrderStaysClosed() {
    create("4711", 2);
    assertThat(orders().close("4711", "user:anna")).isInstanceOf(OrderChange.Closed.class);
    assertThat(orders().close("4711", "user:anna")).isInstanceOf(OrderChange.Same.class);

    assertThat(refusal(orders().change("4711", 5, "user:anna")).code()).isEqualTo("order.closed");
    assertThat(refusedToBegin("000417", Board.number(1)).code()).isEqualTo("order.none");
    assertThat(orders().open()).isEmpty();
    assertThat(orders().all()).hasSize(1);
    assertThat(events("order.closed")).hasSize(1);
  }

  @Test
  void whatNobodyCreatedIsUnknown() {
    create("4711", 2);

    for (OrderChange change :
        List.of(orders().close("4712", "user:anna"), orders().change("4712", 5, "user:anna"))) {
      assertThat(change).isInstanceOf(OrderChange.Unknown.class);
      assertThat(((OrderChange.Unknown) change).problem().action()).contains("4711");
    }
  }

  @Test
  void anImportIsAllOrNothingAndMayBeRepeated() {
    create("4711", 100);
    List<Orders.Wanted> file = List.of(wanted("4711", 120), wanted("4712", 50));

    assertThat(orders().importAll(file, "user:anna"))
        .hasExactlyElementsOfTypes(OrderChange.Resized.class, OrderChange.Created.class);
    assertThat(orders().importAll(file, "user:anna")).hasOnlyElementsOfType(OrderChange.Same.class);
    orders().close("4712", "user:anna");
    List<OrderChange> refused =
        orders().importAll(List.of(wanted("4713", 5), wanted("4712", 60)), "user:anna");

    assertThat(refused).singleElement().isInstanceOf(OrderChange.Refused.class);
    assertThat(orders().find("4713")).isEmpty();
    assertThat(events("order.created")).hasSize(2);
  }
}
