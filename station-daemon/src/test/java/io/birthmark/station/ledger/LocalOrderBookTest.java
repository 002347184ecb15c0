package io.birthmark.station.ledger;

class LocalOrderBookTest extends OrderBookConformance {
  private final Ledger ledger = new LocalLedger();

  @Override
  Ledger ledger() {
    return ledger;
  }
}
