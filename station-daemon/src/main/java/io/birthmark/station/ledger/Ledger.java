package io.birthmark.station.ledger;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Grants each serial, registration ID, element and certified key to one device at a time, and to
 * each work order no more devices than its quantity.
 *
 * <p>Every call works inside the caller's transaction on this station's own file, so that what the
 * journal says and what is reserved here are true together or not at all. Every call may be
 * repeated; the second changes nothing.
 */
public interface Ledger {

  /** What became of a claim. */
  sealed interface Answer {
    /**
     * @param continued the same device had it already
     */
    record Reserved(Holding holding, boolean continued) implements Answer {}

    record Refused(Clash clash) implements Answer {}

    /** There is no piece of a work order left for a new device. */
    record NoPiece(Problem why) implements Answer {}
  }

  /**
   * Reserves all of {@code claim}, or nothing. The same device ({@link Claim#continues}) gets its
   * own holding again, with the run that made it first. What is learnt of it on the way is held as
   * well: the hardware of a token that was blank, and the key that was certified last; the ones
   * before stay the device's.
   *
   * <p>A device that has no holding yet takes a piece of the work order whose turn it is. It keeps
   * the piece as long as the holding: what is released or freed is given back to the order.
   */
  Answer reserve(Transaction tx, RunId run, String slot, Instant at, Claim claim, Build build);

  /** The device has its identity: the holding outlives its run. */
  void confirm(Transaction tx, RunId run, String serial);

  /** Gives up what {@code run} itself reserved, unless a run of that device has passed since. */
  void release(Transaction tx, RunId run, String serial);

  /** Frees a holding whatever its state, because its identity was voided. */
  void free(Transaction tx, String serial);

  Optional<Holding> holderOfSerial(Transaction tx, String serial);

  /** The work orders whose pieces the holdings are. */
  OrderBook orders();
}
