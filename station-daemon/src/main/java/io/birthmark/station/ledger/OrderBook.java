package io.birthmark.station.ledger;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The work orders, and what is built for each.
 *
 * <p>For each product they are worked on one after the other, the oldest first. One that is
 * complete stops the line until it is closed; then comes the next. A product for which there never
 * was an order is built without.
 */
public interface OrderBook {

  /** What a new device of a product counts against. */
  sealed interface Turn {

    /** Nothing: the product is built without orders. */
    record Free() implements Turn {}

    /** This order, which has a piece left. */
    record Of(WorkOrder order) implements Turn {}

    /** It is not to be built. */
    record None(Problem why) implements Turn {}
  }

  /** What the next new device counts against. */
  Turn next(Snapshot now, Build build);

  Optional<WorkOrder> find(Snapshot now, String number);

  /** All of them, in the sequence in which they were created. */
  List<WorkOrder> all(Snapshot now);

  /** Those that are not closed, in that sequence. */
  List<WorkOrder> open(Snapshot now);

  /** The order of which the device with this serial has a piece. */
  Optional<WorkOrder> pieceOf(Snapshot now, String serial);

  /** The devices that have a piece of this order and have not passed yet, oldest first. */
  List<Holding> begun(Snapshot now, String number);

  /** Adds an order, whose number must be new, behind all others. */
  void create(Transaction tx, String number, String product, long quantity, Instant at, String who);

  /** Makes it larger, or smaller; never less than what is taken already. */
  void resize(Transaction tx, String number, long quantity);

  /** Takes it out of the sequence for good; what was begun may be finished. */
  void close(Transaction tx, String number, Instant at);
}
