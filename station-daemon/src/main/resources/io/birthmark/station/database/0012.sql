-- Labels: one row for each that was ever sent to the printer; a device's newest that is not void is
-- the one that counts.

CREATE TABLE labels (
  id               INTEGER PRIMARY KEY,
  device           INTEGER NOT NULL REFERENCES devices (id),
  number           INTEGER NOT NULL,  -- 1 for a device's first, printed on it
  state            TEXT NOT NULL,     -- sending | printed | verified | unknown | failed | void
  who              TEXT NOT NULL,
  reason           TEXT,              -- why the one before it was not good enough
  sent_at          INTEGER NOT NULL,
  settled_at       INTEGER,
  problem_code     TEXT,
  problem_sentence TEXT,
  problem_action   TEXT
);
CREATE INDEX labels_by_device ON labels (device);
CREATE INDEX labels_sending ON labels (id) WHERE state = 'sending';
