package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.time.Duration;

/**
 * What a slot is doing, as its lamps tell it. The methods of a state are the steps that lead out of
 * it, so that there is no way to green but from a run that passed.
 */
public sealed interface SlotState {

  /** When it began, on the floor's clock. */
  Duration since();

  /** A state in which the next run may begin. */
  sealed interface Ready extends SlotState {
    default Working begin(Duration now) {
      return new Working(now);
    }

    default WaitingForScan askForScan(Duration now) {
      return new WaitingForScan(now);
    }
  }

  /** Nothing to tell. */
  record Idle(Duration since) implements Ready {}

  /** The button was pressed and the product's serials come from a scan. */
  record WaitingForScan(Duration since) implements Ready {
    Idle giveUp(Duration now) {
      return new Idle(now);
    }
  }

  /** A run is going on; the device stays where it is. */
  record Working(Duration since) implements SlotState {
    Passed pass(Duration now) {
      return new Passed(now);
    }

    Failed fail(Problem reason, Duration now) {
      return new Failed(reason, now);
    }

    StationFault fault(Problem reason, Duration now) {
      return new StationFault(reason, now);
    }

    Idle abort(Duration now) {
      return new Idle(now);
    }

    WaitingForLabel askForLabel(Duration now) {
      return new WaitingForLabel(now);
    }
  }

  /** The label is printed, and the run waits until it is scanned back from the device. */
  record WaitingForLabel(Duration since) implements SlotState {
    Working goOn(Duration now) {
      return new Working(now);
    }
  }

  /** Done. Not for ever: green that is old says nothing of the device that is there now. */
  record Passed(Duration since) implements Ready {
    Idle over(Duration now) {
      return new Idle(now);
    }
  }

  /** The device's fault; it is taken out and set aside. */
  record Failed(Problem reason, Duration since) implements Ready {
    Idle removed(Duration now) {
      return new Idle(now);
    }
  }

  /**
   * The station's fault; it stays until somebody starts again, for no device's removal mends it.
   */
  record StationFault(Problem reason, Duration since) implements Ready {}
}
