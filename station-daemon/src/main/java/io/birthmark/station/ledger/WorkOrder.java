package io.birthmark.station.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * How many of a product may be built, and how many are.
 *
 * @param number the plant's name for it; upper and lower case are the same
 * @param closedAt when it was closed; nothing new is begun for it from then on
 * @param done devices that passed and were not voided
 * @param begun devices that have a piece and have not passed yet
 */
public record WorkOrder(
    String number,
    String product,
    long quantity,
    Instant createdAt,
    String createdBy,
    Optional<Instant> closedAt,
    long done,
    long begun) {

  /** More is a slip of the pen. */
  public static final long MOST = 1_000_000;

  public long taken() {
    return done + begun;
  }

  public boolean hasRoom() {
    return taken() < quantity;
  }

  public boolean complete() {
    return done >= quantity;
  }

  public boolean closed() {
    return closedAt.isPresent();
  }

  /** {@code 57 of 100}. */
  public String count() {
    return done + " of " + quantity;
  }
}
