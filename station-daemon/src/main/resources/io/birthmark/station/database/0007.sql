-- Devices whose enrollment a person gave up are counted at every look at the station.
CREATE INDEX enrollments_dropped ON enrollments (device)
  WHERE operation = 'create' AND state = 'dropped';
