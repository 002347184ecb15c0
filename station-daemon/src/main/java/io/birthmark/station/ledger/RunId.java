package io.birthmark.station.ledger;

/** One pass of one device through one slot; the journal numbers them. */
public record RunId(long number) {
  @Override
  public String toString() {
    return Long.toString(number);
  }
}
