-- Enrollment groups: what the service was last known to have of each, and which devices belong to
-- one. A device is covered while its group is verified; that is not stored with the device, so that
-- one verdict is one write.

ALTER TABLE devices ADD COLUMN enrollment_group TEXT COLLATE NOCASE;
-- 1: the group's enrollment lets the device in; 0: only its key is derived from the group's.
ALTER TABLE devices ADD COLUMN group_covers INTEGER;

CREATE INDEX devices_by_group ON devices (enrollment_group, provisioned_at)
  WHERE group_covers = 1 AND state = 'provisioned';

-- One row for each group that the service was asked for or that a device belongs to.
CREATE TABLE enrollment_groups (
  name             TEXT PRIMARY KEY COLLATE NOCASE,
  kind             TEXT NOT NULL,   -- x509 | symmetric-key
  verified_at      INTEGER,         -- when the service last had it as it has to be
  failed_at        INTEGER,         -- since when it is missing, disabled or different
  problem_code     TEXT,
  problem_fault    TEXT,
  problem_sentence TEXT,
  problem_action   TEXT
) WITHOUT ROWID;
