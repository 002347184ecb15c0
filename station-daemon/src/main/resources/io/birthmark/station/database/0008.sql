-- What the service still has of an identity that was voided is found by its registration ID. That
-- of a device that bears it now is in the ledger.
CREATE INDEX devices_void_by_registration_id ON devices (registration_id COLLATE NOCASE)
  WHERE state = 'void';
