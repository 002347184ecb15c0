-- Where serial ranges go on after a backup was put back: the numbers below were given out since it
-- was made, and this journal does not know to whom.
CREATE TABLE serial_floors (
  product TEXT PRIMARY KEY,
  next    INTEGER NOT NULL
) WITHOUT ROWID;

-- Events of the journal itself, such as its backups; there are few.
CREATE INDEX events_of_none ON events (kind, id)
  WHERE run IS NULL AND device IS NULL AND enrollment IS NULL;
