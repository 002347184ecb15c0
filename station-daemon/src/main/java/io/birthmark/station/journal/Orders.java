package io.birthmark.station.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import io.birthmark.station.ledger.Holding;
import io.birthmark.station.ledger.Ledger;
import io.birthmark.station.ledger.OrderBook;
import io.birthmark.station.ledger.OrderProblems;
import io.birthmark.station.ledger.WorkOrder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engineer's side of the work orders; every change writes down who made it. */
public final class Orders {
  private final Database database;
  private final OrderBook book;
  private final Clock clock;

  public Orders(Database database, Ledger ledger, Clock clock) {
    this.database = database;
    this.book = ledger.orders();
    this.clock = clock;
  }

  /** An order as it is asked for. */
  public record Wanted(String number, String product, long quantity) {}

  public Optional<WorkOrder> find(String number) {
    return database.read(snapshot -> book.find(snapshot, number));
  }

  /** All of them, in the sequence in which they are worked on. */
  public List<WorkOrder> all() {
    return database.read(book::all);
  }

  /** Those that are not closed, in that sequence. */
  public List<WorkOrder> open() {
    return database.read(book::open);
  }

  /** The devices that have a piece and have not passed yet. */
  public List<Holding> begun(String number) {
    return database.read(snapshot -> book.begun(snapshot, number));
  }

  /** Devices of this order whose identity was retired. */
  public long voided(String number) {
    return database.read(
        snapshot ->
            snapshot
                .first(
                    "SELECT count(*) AS n FROM devices WHERE work_order = ? AND state = 'void'",
                    row -> row.number("n"),
                    number)
                .orElseThrow());
  }

  /** Creates an order. The same one again changes nothing; with another quantity it is refused. */
  public OrderChange create(Wanted wanted, String who) {
    return database.write(
        tx -> {
          Optional<WorkOrder> there = book.find(tx, wanted.number());
          return there
              .filter(order -> order.product().equals(wanted.product()))
              .filter(order -> order.quantity() != wanted.quantity())
              .<OrderChange>map(
                  order ->
                      new OrderChange.Refused(
                          OrderProblems.otherQuantity(order, wanted.quantity())))
              .orElseGet(() -> take(tx, there, wanted, who));
        });
  }

  /**
   * Creates what is new and changes what has another quantity: all of it, or nothing when one is
   * refused. What is the same stays as it is, so that a file may be imported again.
   *
   * @return what became of each, in the same order; only the refusals when there are any
   */
  public List<OrderChange> importAll(List<Wanted> all, String who) {
    try {
      return database.write(tx -> importAll(tx, all, who));
    } catch (NothingImported nothing) {
      return nothing.refusals;
    }
  }

  private List<OrderChange> importAll(Transaction tx, List<Wanted> all, String who) {
    List<OrderChange> changes = new ArrayList<>();
    for (Wanted wanted : all) {
      changes.add(take(tx, book.find(tx, wanted.number()), wanted, who));
    }
    List<OrderChange> refusals =
        changes.stream().filter(OrderChange.Refused.class::isInstance).toList();
    if (!refusals.isEmpty()) {
      throw new NothingImported(refusals);
    }
    return changes;
  }

  private OrderChange take(Transaction tx, Optional<WorkOrder> there, Wanted wanted, String who) {
    if (there.isEmpty()) {
      book.create(tx, wanted.number(), wanted.product(), wanted.quantity(), clock.instant(), who);
      WorkOrder created = book.find(tx, wanted.number()).orElseThrow();
      note(tx, who, "order.created", created, Optional.empty());
      return new OrderChange.Created(created);
    }
    return there.get().product().equals(wanted.product())
        ? resize(tx, there.get(), wanted.quantity(), who)
        : new OrderChange.Refused(OrderProblems.otherProduct(there.get(), wanted.product()));
  }

  /** Makes an order larger or smaller. */
  public OrderChange change(String number, long quantity, String who) {
    return database.write(
        tx ->
            book.find(tx, number)
                .map(order -> resize(tx, order, quantity, who))
                .orElseGet(() -> unknown(tx, number)));
  }

  private OrderChange resize(Transaction tx, WorkOrder order, long quantity, String who) {
    if (order.quantity() == quantity) {
      return new OrderChange.Same(order);
    }
    if (order.closed()) {
      return new OrderChange.Refused(OrderProblems.closed(order));
    }
    if (quantity < order.taken()) {
      return new OrderChange.Refused(OrderProblems.tooSmall(order, quantity));
    }
    book.resize(tx, order.number(), quantity);
    WorkOrder resized = book.find(tx, order.number()).orElseThrow();
    note(tx, who, "order.changed", resized, Optional.of(order.quantity()));
    return new OrderChange.Resized(resized, order.quantity());
  }

  /** Nothing new is begun for it any more; what was begun may be finished. */
  public OrderChange close(String number, String who) {
    return database.write(
        tx -> {
          Optional<WorkOrder> there = book.find(tx, number);
          if (there.isEmpty()) {
            return unknown(tx, number);
          }
          if (there.get().closed()) {
            return new OrderChange.Same(there.get());
          }
          book.close(tx, there.get().number(), clock.instant());
          WorkOrder closed = book.find(tx, number).orElseThrow();
          note(tx, who, "order.closed", closed, Optional.empty());
          return new OrderChange.Closed(closed);
        });
  }

  private OrderChange unknown(Transaction tx, String number) {
    return new OrderChange.Unknown(OrderProblems.unknown(number, book.open(tx)));
  }

  private void note(
      Transaction tx, String who, String kind, WorkOrder order, Optional<Long> quantityBefore) {
    ObjectNode detail =
        Json.object()
            .put("order", order.number())
            .put("product", order.product())
            .put("quantity", order.quantity())
            .put("done", order.done());
    quantityBefore.ifPresent(before -> detail.put("quantityBefore", before));
    EventLog.append(tx, clock.instant(), who, kind, Subject.NONE, detail);
  }

  /** Takes the whole import back. */
  private static final class NothingImported extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    private final transient List<OrderChange> refusals;

    NothingImported(List<OrderChange> refusals) {
      super("orders were refused", null, false, false);
      this.refusals = refusals;
    }
  }
}
