-- Events become a chain: each carries the SHA-256 of the hash before it and of its own text, as
-- docs/audit.md says; journal.EventText makes the same. What happened before this version is
-- chained now, and an event says so.

ALTER TABLE events ADD COLUMN hash BLOB;

INSERT INTO events (at, who, kind, detail)
  SELECT at, 'station', 'journal.chained', json_object('events', id)
  FROM events ORDER BY id DESC LIMIT 1;

WITH RECURSIVE chain (id, hash) AS (
  SELECT 0, zeroblob(32)
  UNION ALL
  SELECT e.id, sha256(chain.hash, (
      SELECT group_concat(coalesce(length(CAST(value AS BLOB)) || ':' || value, '-') || ',', '')
      FROM json_each(json_array('1', e.id, e.at, e.who, e.kind, e.run, e.device, e.enrollment,
                                e.detail, d.serial, d.registration_id))))
  FROM chain JOIN events e ON e.id = chain.id + 1 LEFT JOIN devices d ON d.id = e.device
)
UPDATE events SET hash = chain.hash FROM chain WHERE chain.id = events.id;

-- What happened to the station itself, such as a head of the chain: few rows.
CREATE INDEX events_without_device ON events (kind) WHERE device IS NULL;
