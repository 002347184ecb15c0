package io.birthmark.station.floor;

import static io.birthmark.station.floor.LampPattern.BLINK;
import static io.birthmark.station.floor.LampPattern.DARK;
import static io.birthmark.station.floor.LampPattern.FAST_BLINK;
import static io.birthmark.station.floor.LampPattern.SLOW_BLINK;
import static io.birthmark.station.floor.LampPattern.STEADY;
import static io.birthmark.station.floor.LampPattern.TWO_FLASHES;

import java.time.Duration;

/**
 * Which lamps say what; docs/operator-card.md is the same for people. Every state has a shape of
 * its own, so that it is read without telling the colours apart, but for green and amber, which are
 * both steady and never in the same place.
 */
public final class FloorLanguage {
  /**
   * At the start all lamps are lit together, which means nothing else: long enough to see one that
   * stays dark.
   */
  static final Duration LAMP_TEST = Duration.ofMillis(1500);

  private FloorLanguage() {}

  public static Signal of(SlotState state) {
    if (state instanceof SlotState.WaitingForScan) {
      return new Signal(DARK, DARK, BLINK);
    }
    if (state instanceof SlotState.Working) {
      return new Signal(DARK, DARK, STEADY);
    }
    if (state instanceof SlotState.WaitingForLabel) {
      return new Signal(DARK, DARK, TWO_FLASHES);
    }
    if (state instanceof SlotState.Passed) {
      return new Signal(STEADY, DARK, DARK);
    }
    if (state instanceof SlotState.Failed) {
      return new Signal(DARK, SLOW_BLINK, DARK);
    }
    if (state instanceof SlotState.StationFault) {
      return new Signal(DARK, FAST_BLINK, DARK);
    }
    return new Signal(DARK, DARK, DARK);
  }

  /** The lamps of a slot at a moment. */
  static Signal.Lit lamps(SlotState state, Duration now, Duration testUntil) {
    return state instanceof SlotState.Idle && now.compareTo(testUntil) < 0
        ? Signal.Lit.ALL
        : of(state).at(now.minus(state.since()));
  }
}
