-- Devices that are no TPMs, and the certificates that were issued to devices.

-- What a device is, whatever is written into it: of a TPM the SHA-256 of its EK's public area, of a
-- PKCS#11 token the SHA-256 of what its maker says of it. NULL for a blank token, until the run
-- that found it blank has learnt which one it is.
ALTER TABLE devices RENAME COLUMN ek TO hardware;
ALTER TABLE devices ADD COLUMN token INTEGER NOT NULL DEFAULT 0;  -- 1: the hardware is a token
ALTER TABLE ledger RENAME COLUMN ek TO hardware;
ALTER TABLE ledger ADD COLUMN token INTEGER NOT NULL DEFAULT 0;

-- Every certificate that was issued, written down before the device has it; nothing is deleted.
CREATE TABLE certificates (
  id            INTEGER PRIMARY KEY,
  device        INTEGER NOT NULL REFERENCES devices (id),
  run           INTEGER NOT NULL REFERENCES runs (id),
  issued_at     INTEGER NOT NULL,
  serial_number TEXT NOT NULL,    -- hexadecimal
  not_after     INTEGER NOT NULL,
  certificate   BLOB NOT NULL     -- DER
);
CREATE INDEX certificates_by_device ON certificates (device);
