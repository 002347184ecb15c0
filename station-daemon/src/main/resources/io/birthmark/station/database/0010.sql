-- Keys that were certified in a device and renewed since: a copy of one is as much a copy as that of
-- the key in force. They go with their serial when it is voided.
CREATE TABLE ledger_former_keys (
  key    BLOB PRIMARY KEY,
  serial TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX ledger_former_keys_by_serial ON ledger_former_keys (serial);
