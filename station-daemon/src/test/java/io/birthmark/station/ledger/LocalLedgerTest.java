package io.birthmark.station.ledger;

class LocalLedgerTest extends LedgerConformance {
  @Override
  Ledger ledger() {
    return new LocalLedger();
  }
}
