-- Lists since a moment go by the devices' own order; this index was never used.
DROP INDEX devices_by_time;
