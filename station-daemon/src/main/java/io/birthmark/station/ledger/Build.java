package io.birthmark.station.ledger;

/**
 * What a new device would be, for the work orders.
 *
 * @param onlyByOrder whether the product is never built without a work order; otherwise it needs
 *     one as soon as there ever was one for it
 */
public record Build(String product, boolean onlyByOrder) {

  /** A product that may be built without an order, as long as there never was one. */
  public static Build of(String product) {
    return new Build(product, false);
  }
}
