package io.birthmark.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.database.Transaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How every ledger counts against work orders, wherever it keeps them. */
abstract class OrderBookConformance {
  private static final Instant AT = Instant.parse("2026-11-25T06:00:00Z");
  private static final Build PRESS = Build.of("press");

  @TempDir Path dir;
  private Optional<Database> database = Optional.empty();

  abstract Ledger ledger();

  @BeforeEach
  void open() {
    database = Optional.of(Database.open(dir.resolve("journal.db"), new HandClock()));
  }

  @AfterEach
  void close() {
    database.ifPresent(Database::close);
  }

  private void change(Consumer<Transaction> work) {
    database
        .orElseThrow()
        .write(
            tx -> {
              work.accept(tx);
              return 0;
            });
  }

  private void create(String number, String product, long quantity) {
    change(tx -> ledger().orders().create(tx, number, product, quantity, AT, "user:anna"));
  }

  private static Claim device(long number) {
    return Claim.ofTpm(
        "SN" + number, "press-" + number, Bytes.ofHex(String.format("%064x", number)));
  }

  private Ledger.Answer begin(long device, Build build) {
    return database
        .orElseThrow()
        .write(tx -> ledger().reserve(tx, new RunId(device), "A", AT, device(device), build));
  }

  private Ledger.Answer begin(long device) {
    return begin(device, PRESS);
  }

  private void pass(long device) {
    change(tx -> ledger().confirm(tx, new RunId(device), device(device).serial()));
  }

  private WorkOrder order(String number) {
    return database.orElseThrow().read(now -> ledger().orders().find(now, number)).orElseThrow();
  }

  private static Optional<String> piece(Ledger.Answer answer) {
    assertThat(answer).isInstanceOf(Ledger.Answer.Reserved.class);
    return ((Ledger.Answer.Reserved) answer).holding().order();
  }

  private static Problem noPiece(Ledger.Answer answer) {
    assertThat(answer).isInstanceOf(Ledger.Answer.NoPiece.class);
    Problem why = ((Ledger.Answer.NoPiece) answer).why();
    assertThat(why.fault()).isEqualTo(Problem.Fault.STATION);
    return why;
  }

  @Test
  void aProductThatNeverHadAnOrderIsBuiltWithout() {
    create("4711", "lathe", 1);

    assertThat(piece(begin(1))).isEmpty();
  }

  @Test
  void oneThatIsBuiltByOrdersOnlyIsNot() {
    Problem why = noPiece(begin(1, new Build("press", true)));

    assertThat(why.code()).isEqualTo("order.none");
    assertThat(why.action()).contains("birthmark order create NUMBER --product press");
  }

  @Test
  void aNewDeviceTakesAPieceAndAPassMakesItDone() {
    create("4711", "press", 100);

    assertThat(piece(begin(1))).contains("4711");
    assertThat(order("4711").begun()).isEqualTo(1);
    pass(1);

    assertThat(order("4711").count()).isEqualTo("1 of 100");
    assertThat(order("4711").begun()).isZero();
  }

  @Test
  void theLastOneDoneStopsTheLine() {
    create("4711", "press", 2);
    begin(1);
    pass(1);
    begin(2);
    pass(2);

    Problem why = noPiece(begin(3));

    assertThat(why.code()).isEqualTo("order.complete");
    assertThat(why.sentence()).isEqualTo("Work order 4711 is complete: 2 of 2.");
    assertThat(why.action()).contains("birthmark order close 4711");
  }

  @Test
  void whatIsBegunCountsBeforeItIsDone() {
    create("4711", "press", 2);
    begin(1);
    pass(1);
    begin(2);

    Problem why = noPiece(begin(3));

    assertThat(why.code()).isEqualTo("order.all-begun");
    assertThat(why.sentence()).contains("1 of 2 are done", "1 are begun");
    assertThat(why.action()).contains("birthmark order show 4711", "birthmark void SN");
  }

  @Test
  void theSameDeviceAgainCountsOnceAndComesInWhenNothingIsLeft() {
    create("4711", "press", 1);
    begin(1);
    assertThat(piece(begin(1))).contains("4711");
    pass(1);
    pass(1);
    assertThat(piece(begin(1))).contains("4711");

    assertThat(order("4711").count()).isEqualTo("1 of 1");
    assertThat(order("4711").begun()).isZero();
  }

  @Test
  void aDeviceFromBeforeTheFirstOrderGoesOnWithout() {
    begin(1);
    create("4711", "press", 1);

    assertThat(piece(begin(1))).isEmpty();
    pass(1);

    assertThat(order("4711").taken()).isZero();
  }

  @Test
  void whatIsReleasedOrVoidedIsToBeBuiltAgain() {
    create("4711", "press", 1);
    begin(1);
    change(tx -> ledger().release(tx, new RunId(1), device(1).serial()));
    assertThat(piece(begin(2))).contains("4711");
    pass(2);
    change(tx -> ledger().free(tx, device(2).serial()));

    assertThat(order("4711").taken()).isZero();
    assertThat(piece(begin(3))).contains("4711");
  }

  @Test
  void aRefusedDeviceTakesNoPiece() {
    create("4711", "press", 2);
    begin(1);
    Claim copy = Claim.ofTpm("SN1", "press-1", Bytes.ofHex("ab".repeat(32)));
    Ledger.Answer answer =
        database
            .orElseThrow()
            .write(tx -> ledger().reserve(tx, new RunId(2), "B", AT, copy, PRESS));

    assertThat(answer).isInstanceOf(Ledger.Answer.Refused.class);
    assertThat(order("4711").taken()).isEqualTo(1);
  }

  @Test
  void theOldestOrderIsWorkedOnUntilItIsClosed() {
    create("4711", "press", 1);
    create("4712", "press", 1);
    assertThat(piece(begin(1))).contains("4711");
    pass(1);
    assertThat(noPiece(begin(2)).sentence()).contains("4711");

    change(tx -> ledger().orders().close(tx, "4711", AT));

    assertThat(piece(begin(2))).contains("4712");
    assertThat(order("4711").closedAt()).contains(AT);
  }

  @Test
  void whatWasBegunForAClosedOrderMayBeFinishedAndNothingElse() {
    create("4711", "press", 10);
    begin(1);
    change(tx -> ledger().orders().close(tx, "4711", AT));

    assertThat(noPiece(begin(2)).code()).isEqualTo("order.none");
    assertThat(piece(begin(1))).contains("4711");
    pass(1);

    assertThat(order("4711").count()).isEqualTo("1 of 10");
  }

  @Test
  void aNumberIsTheSameInUpperAndLowerCase() {
    create("PO-7", "press", 5);
    begin(1);

    assertThat(order("po-7").number()).isEqualTo("PO-7");
    assertThat(order("po-7").begun()).isEqualTo(1);
  }

  @Test
  void anOrderIsNeverSmallerThanWhatIsTaken() {
    create("4711", "press", 3);
    begin(1);
    begin(2);

    change(tx -> ledger().orders().resize(tx, "4711", 2));
    assertThat(order("4711").hasRoom()).isFalse();

    assertThatThrownBy(() -> change(tx -> ledger().orders().resize(tx, "4711", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(order("4711").quantity()).isEqualTo(2);
  }

  @Test
  void whoIsNotFinishedIsTold() {
    create("4711", "press", 3);
    begin(1);
    begin(2);
    pass(1);

    List<Holding> begun = database.orElseThrow().read(now -> ledger().orders().begun(now, "4711"));

    assertThat(begun).extracting(held -> held.claim().serial()).containsExactly("SN2");
  }

  @Test
  void manyAtOnceNeverTakeMoreThanThereAre() throws Exception {
    create("4711", "press", 10);
    ExecutorService slots = Executors.newFixedThreadPool(8);
    try {
      List<Future<Ledger.Answer>> answers = new ArrayList<>();
      LongStream.rangeClosed(1, 40)
          .forEach(number -> answers.add(slots.submit(() -> begin(number))));
      int granted = 0;
      for (Future<Ledger.Answer> answer : answers) {
        granted += answer.get() instanceof Ledger.Answer.Reserved ? 1 : 0;
      }
      assertThat(granted).isEqualTo(10);
      assertThat(order("4711").begun()).isEqualTo(10);
    } finally {
      slots.shutdownNow();
    }
  }
}
