package io.birthmark.station.floor;

import java.time.Duration;

/** What the three lamps of a slot do in one state. */
public record Signal(LampPattern green, LampPattern red, LampPattern amber) {

  /** Which lamps are lit at a moment. */
  public record Lit(boolean green, boolean red, boolean amber) {
    static final Lit NONE = new Lit(false, false, false);
    static final Lit ALL = new Lit(true, true, true);
  }

  public Lit at(Duration since) {
    return new Lit(green.lit(since), red.lit(since), amber.lit(since));
  }
}
