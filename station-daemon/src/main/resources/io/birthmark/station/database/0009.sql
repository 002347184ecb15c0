-- By which CA a group lets its devices in, and the numbers of devices, which status asks for all the
-- time and which must not cost a walk through a million rows.

-- The CA certificates above a device's, and the name by which its group refers to the CA: a row for
-- each combination, of which a line has a few in its life.
CREATE TABLE issuers (
  id      INTEGER PRIMARY KEY,
  anchors TEXT NOT NULL UNIQUE      -- JSON array
);
ALTER TABLE devices ADD COLUMN issuer INTEGER REFERENCES issuers (id);

-- What the group was last found to trust, of the same kind; NULL where that says nothing.
ALTER TABLE enrollment_groups ADD COLUMN trusts TEXT;
ALTER TABLE enrollment_groups ADD COLUMN trusts_at INTEGER;

DROP INDEX devices_by_group;
CREATE INDEX devices_by_group ON devices (enrollment_group, issuer, provisioned_at)
  WHERE group_covers = 1 AND state = 'provisioned';
CREATE INDEX devices_by_time ON devices (provisioned_at) WHERE provisioned_at IS NOT NULL;

-- How many devices there are of each state, and of each group that covers them and issuer; kept by
-- the triggers below. '' and 0 stand for none.
CREATE TABLE device_counts (
  state            TEXT NOT NULL,
  enrollment_group TEXT NOT NULL COLLATE NOCASE,
  issuer           INTEGER NOT NULL,
  devices          INTEGER NOT NULL,
  PRIMARY KEY (state, enrollment_group, issuer)
) WITHOUT ROWID;

INSERT INTO device_counts
  SELECT state, iif(group_covers = 1, enrollment_group, ''), 0, count(*)
  FROM devices GROUP BY 1, 2 COLLATE NOCASE;

DROP INDEX devices_by_state;

CREATE TRIGGER devices_counted_in AFTER INSERT ON devices BEGIN
  INSERT INTO device_counts VALUES
    (new.state, iif(new.group_covers = 1, new.enrollment_group, ''), ifnull(new.issuer, 0), 1)
  ON CONFLICT DO UPDATE SET devices = devices + 1;
END;

CREATE TRIGGER devices_counted_again
AFTER UPDATE OF state, enrollment_group, group_covers, issuer ON devices
WHEN old.state <> new.state OR old.enrollment_group IS NOT new.enrollment_group
  OR old.group_covers IS NOT new.group_covers OR old.issuer IS NOT new.issuer
BEGIN
  UPDATE device_counts SET devices = devices - 1
  WHERE state = old.state
    AND enrollment_group = iif(old.group_covers = 1, old.enrollment_group, '')
    AND issuer = ifnull(old.issuer, 0);
  INSERT INTO device_counts VALUES
    (new.state, iif(new.group_covers = 1, new.enrollment_group, ''), ifnull(new.issuer, 0), 1)
  ON CONFLICT DO UPDATE SET devices = devices + 1;
END;
