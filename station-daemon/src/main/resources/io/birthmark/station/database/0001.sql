-- The journal, the local ledger, the serial ranges and the queue of enrollments.
-- Times are milliseconds since 1970-01-01T00:00:00Z. Hashes are 32-byte blobs.
-- Nothing here is deleted except ledger entries, which say what is taken now; what was, stays in
-- devices, runs and events.

-- One row for each identity given to a piece of hardware. A board that is voided and provisioned
-- again is two rows.
CREATE TABLE devices (
  id              INTEGER PRIMARY KEY,
  serial          TEXT NOT NULL,
  registration_id TEXT NOT NULL,
  ek              BLOB,             -- SHA-256 of the EK public area
  product         TEXT NOT NULL,
  state           TEXT NOT NULL,    -- begun | provisioned | abandoned | void
  attestation     TEXT,             -- with evidence: what the enrollment service must know
  evidence        BLOB,
  begun_at        INTEGER NOT NULL,
  provisioned_at  INTEGER
);
CREATE INDEX devices_by_serial ON devices (serial);
CREATE INDEX devices_by_ek ON devices (ek) WHERE ek IS NOT NULL;
CREATE INDEX devices_by_state ON devices (state);

CREATE TABLE runs (
  id               INTEGER PRIMARY KEY,
  device           INTEGER REFERENCES devices (id),
  slot             TEXT NOT NULL,
  product          TEXT NOT NULL,
  element          TEXT NOT NULL,
  who              TEXT NOT NULL,
  started_at       INTEGER NOT NULL,
  intent           TEXT,            -- JSON array: the irreversible steps about to be done
  record           BLOB,            -- the identity record about to be written
  outcome          TEXT,            -- NULL while open, else PASS | FAIL | ERROR | ABORTED
  ended_at         INTEGER,
  millis           INTEGER,
  element_millis   INTEGER,
  element_commands INTEGER,
  steps            TEXT,            -- JSON: what each step came to
  problem_code     TEXT,
  problem_fault    TEXT,
  problem_sentence TEXT,
  problem_action   TEXT,
  serial           TEXT             -- what was asked for, in a run that found no device
);
CREATE INDEX runs_by_device ON runs (device) WHERE device IS NOT NULL;
CREATE INDEX runs_by_start ON runs (started_at, outcome);
CREATE INDEX runs_open ON runs (slot) WHERE outcome IS NULL;

-- What is taken now. The ledger of a whole plant will live elsewhere; this is one station's.
CREATE TABLE ledger (
  serial          TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL COLLATE NOCASE,
  ek              BLOB,
  key             BLOB,             -- SHA-256 of the attestation key's public part
  run             INTEGER NOT NULL, -- the run that reserved it
  slot            TEXT NOT NULL,
  at              INTEGER NOT NULL,
  confirmed       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_registration_id ON ledger (registration_id);
CREATE UNIQUE INDEX ledger_ek ON ledger (ek) WHERE ek IS NOT NULL;
CREATE UNIQUE INDEX ledger_key ON ledger (key) WHERE key IS NOT NULL;

-- Every number ever handed out.
CREATE TABLE serial_numbers (
  product  TEXT NOT NULL,
  number   INTEGER NOT NULL,
  taken_at INTEGER NOT NULL,
  passed   INTEGER NOT NULL,
  element  BLOB,                    -- for whom, until that device passed or was voided
  PRIMARY KEY (product, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX serial_numbers_by_element ON serial_numbers (element, product)
  WHERE element IS NOT NULL;
CREATE INDEX serial_numbers_orphaned ON serial_numbers (taken_at) WHERE passed = 0;

-- What the enrollment service is to be told, one intent a row.
CREATE TABLE enrollments (
  id               INTEGER PRIMARY KEY,
  device           INTEGER NOT NULL REFERENCES devices (id),
  operation        TEXT NOT NULL,   -- create | delete
  state            TEXT NOT NULL,   -- queued | sending | enrolled | deleted | quarantined | dropped
  queued_at        INTEGER NOT NULL,
  attempts         INTEGER NOT NULL DEFAULT 0,
  next_attempt_at  INTEGER NOT NULL,
  settled_at       INTEGER,
  problem_code     TEXT,
  problem_fault    TEXT,
  problem_sentence TEXT,
  problem_action   TEXT,
  service_code     TEXT,
  tracking_id      TEXT
);
CREATE INDEX enrollments_by_device ON enrollments (device);
CREATE INDEX enrollments_queued ON enrollments (next_attempt_at) WHERE state = 'queued';
CREATE INDEX enrollments_sending ON enrollments (next_attempt_at) WHERE state = 'sending';
CREATE INDEX enrollments_quarantined ON enrollments (id) WHERE state = 'quarantined';
CREATE INDEX enrollments_deletes ON enrollments (id)
  WHERE operation = 'delete' AND settled_at IS NULL;

-- Order where two devices share a registration ID or an EK (rework): an intent is not sent before
-- those it waits for are settled.
CREATE TABLE enrollment_waits (
  enrollment INTEGER NOT NULL REFERENCES enrollments (id),
  waits_for  INTEGER NOT NULL REFERENCES enrollments (id),
  PRIMARY KEY (enrollment, waits_for)
) WITHOUT ROWID;

-- Everything that happened, in order, written in the transaction that made it so; only ever
-- appended to.
CREATE TABLE events (
  id         INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  who        TEXT NOT NULL,
  kind       TEXT NOT NULL,
  run        INTEGER,
  device     INTEGER,
  enrollment INTEGER,
  detail     TEXT                   -- JSON
);
CREATE INDEX events_by_device ON events (device) WHERE device IS NOT NULL;
