-- Work orders: how many of a product may be built. A piece of an order is an entry of the ledger that
-- names the order: begun while it is not confirmed, done when it is. So a piece is taken, made and given
-- back by the very rows by which serials are, and there is no second count to go astray.

CREATE TABLE work_orders (
  id         INTEGER PRIMARY KEY,  -- their sequence: the oldest that is not closed is worked on
  number     TEXT NOT NULL UNIQUE COLLATE NOCASE,
  product    TEXT NOT NULL,
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  closed_at  INTEGER
);
CREATE INDEX work_orders_by_product ON work_orders (product, id);

ALTER TABLE ledger ADD COLUMN work_order TEXT COLLATE NOCASE;
CREATE INDEX ledger_by_order ON ledger (work_order, confirmed) WHERE work_order IS NOT NULL;

-- The order for which the device was begun, for ever; the ledger says what counts now.
ALTER TABLE devices ADD COLUMN work_order TEXT COLLATE NOCASE;
CREATE INDEX devices_by_order ON devices (work_order) WHERE work_order IS NOT NULL;
