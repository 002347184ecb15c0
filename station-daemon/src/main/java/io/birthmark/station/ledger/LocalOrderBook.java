package io.birthmark.station.ledger;

import io.birthmark.station.database.Row;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One station's work orders: a table beside its ledger, whose entries are their pieces. */
final class LocalOrderBook implements OrderBook {
  private static final String ORDER =
      "SELECT o.number, o.product, o.quantity, o.created_at, o.created_by, o.closed_at,"
          + " (SELECT count(*) FROM ledger l WHERE l.work_order = o.number AND l.confirmed = 1)"
          + " AS done,"
          + " (SELECT count(*) FROM ledger l WHERE l.work_order = o.number AND l.confirmed = 0)"
          + " AS begun FROM work_orders o ";
  private static final String IN_SEQUENCE = " ORDER BY o.id";

  @Override
  public Turn next(Snapshot now, Build build) {
    Optional<WorkOrder> current =
        now.first(
            ORDER + "WHERE o.product = ? AND o.closed_at IS NULL" + IN_SEQUENCE + " LIMIT 1",
            LocalOrderBook::order,
            build.product());
    if (current.isPresent()) {
      return turn(current.get());
    }
    return build.onlyByOrder() || everHadOne(now, build.product())
        ? new Turn.None(OrderProblems.none(build.product()))
        : new Turn.Free();
  }

  private static Turn turn(WorkOrder order) {
    if (order.hasRoom()) {
      return new Turn.Of(order);
    }
    return new Turn.None(
        order.complete() ? OrderProblems.complete(order) : OrderProblems.allBegun(order));
  }

  private static boolean everHadOne(Snapshot now, String product) {
    return now.first(
            "SELECT 1 AS one FROM work_orders WHERE product = ?", row -> row.number("one"), product)
        .isPresent();
  }

  @Override
  public Optional<WorkOrder> find(Snapshot now, String number) {
    return now.first(ORDER + "WHERE o.number = ?", LocalOrderBook::order, number);
  }

  @Override
  public List<WorkOrder> all(Snapshot now) {
    return now.list(ORDER + IN_SEQUENCE, LocalOrderBook::order);
  }

  @Override
  public List<WorkOrder> open(Snapshot now) {
    return now.list(ORDER + "WHERE o.closed_at IS NULL" + IN_SEQUENCE, LocalOrderBook::order);
  }

  @Override
  public Optional<WorkOrder> pieceOf(Snapshot now, String serial) {
    return now.first(
        ORDER + "WHERE o.number = (SELECT work_order FROM ledger WHERE serial = ?)",
        LocalOrderBook::order,
        serial);
  }

  @Override
  public List<Holding> begun(Snapshot now, String number) {
    return now.list(
        LocalLedger.HOLDING + "work_order = ? AND confirmed = 0 ORDER BY at, serial",
        LocalLedger::holding,
        number);
  }

  @Override
  public void create(
      Transaction tx, String number, String product, long quantity, Instant at, String who) {
    tx.change(
        "INSERT INTO work_orders (number, product, quantity, created_at, created_by)"
            + " VALUES (?, ?, ?, ?, ?)",
        number,
        product,
        quantity,
        at,
        who);
  }

  @Override
  public void resize(Transaction tx, String number, long quantity) {
    if (find(tx, number).filter(order -> order.taken() > quantity).isPresent()) {
      throw new IllegalArgumentException("order " + number + " has more pieces than " + quantity);
    }
    tx.change("UPDATE work_orders SET quantity = ? WHERE number = ?", quantity, number);
  }

  @Override
  public void close(Transaction tx, String number, Instant at) {
    tx.change(
        "UPDATE work_orders SET closed_at = ? WHERE number = ? AND closed_at IS NULL", at, number);
  }

  private static WorkOrder order(Row row) {
    return new WorkOrder(
        row.text("number"),
        row.text("product"),
        row.number("quantity"),
        row.time("created_at"),
        row.text("created_by"),
        row.maybeTime("closed_at"),
        row.number("done"),
        row.number("begun"));
  }
}
