package io.birthmark.station.run;

/** What a look at a slot showed. */
public enum Sight {
  THERE,
  AWAY,
  /** The way to this device does not tell without a run. */
  UNKNOWN
}
