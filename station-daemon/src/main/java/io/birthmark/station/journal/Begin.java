package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.ledger.Clash;
import io.birthmark.station.ledger.RunId;

/** Whether a run may touch its device. */
public sealed interface Begin {

  /**
   * The intent is on the disk.
   *
   * @param continued the device was begun or provisioned before, with the same names
   */
  record Begun(RunId run, DeviceId device, boolean continued) implements Begin {}

  /** Nothing was reserved and nothing may be touched. */
  sealed interface Refused extends Begin {
    Problem problem();
  }

  /** Another device has one of the names. */
  record Clashed(Clash clash) implements Refused {
    @Override
    public Problem problem() {
      return clash.problem();
    }
  }

  /** No work order has a piece left for a new device. */
  record NoPiece(Problem problem) implements Refused {}

  /** The same identity is being worked on in another slot: two pieces of hardware share it. */
  record InAnotherSlot(String serial, String slot, RunId run) implements Refused {
    @Override
    public Problem problem() {
      return Problem.ofDevice(
          "duplicate.in-another-slot",
          "Serial "
              + serial
              + " is being given to the device in slot "
              + slot
              + " right now (run "
              + run
              + ").",
          "Set this device aside: one of the two bears the wrong label, or is a copy. If slot "
              + slot
              + " is empty, start a run there with another device, then try again.");
    }
  }
}
