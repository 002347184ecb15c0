package io.birthmark.station.label;

import io.birthmark.hsm.Problem;
import io.birthmark.label.printer.Trouble;

/** What can be wrong with a label. */
public final class LabelProblems {
  private static final String NOT_UNKNOWN = "label.not-unknown";

  private LabelProblems() {}

  static Problem of(Trouble trouble) {
    return new Problem(trouble.code(), Problem.Fault.STATION, trouble.sentence(), trouble.action());
  }

  public static Problem doesNotFit(String serial, String why) {
    return Problem.ofStation(
        "label.does-not-fit",
        "The label of serial " + serial + " cannot be made: " + why + ".",
        "Give the product a label that has room for it ([product] label), and start again.");
  }

  public static Problem unknown(String serial) {
    return Problem.ofStation(
        "label.unknown",
        "Nobody knows whether the label of serial " + serial + " was printed.",
        "Look for it, then say so: birthmark label confirm "
            + serial
            + " --printed, or --not-printed.");
  }

  static Problem notScanned(String serial) {
    return Problem.ofStation(
        "label.not-scanned",
        "The label of serial " + serial + " was printed and not scanned in time.",
        "Start again with the same device and scan its label; it is not printed again.");
  }

  static Problem noPrinter() {
    return Problem.ofStation(
        "label.no-printer",
        "This station has no label printer.",
        "Give it one: [printer] address in the configuration.");
  }

  static Problem notFinished(String serial) {
    return Problem.ofStation(
        "label.not-finished",
        "The device of serial " + serial + " is not finished; nobody has read its identity back.",
        "Put it in again and let its run end: that prints its label.");
  }

  static Problem alreadyPrinted(String serial) {
    return Problem.ofStation(
        "label.already-printed",
        "Serial " + serial + " has its label.",
        "For another one say why: birthmark label reprint " + serial + " --reason REASON.");
  }

  public static boolean isNothingToConfirm(Problem problem) {
    return problem.code().equals(NOT_UNKNOWN);
  }

  static Problem nothingToConfirm(String serial) {
    return Problem.ofStation(
        NOT_UNKNOWN,
        "There is no doubt about the label of serial " + serial + ".",
        "`birthmark show " + serial + "` tells what is known of it.");
  }

  public static Problem nobodyWaits() {
    return Problem.ofStation(
        "label.nobody-waits",
        "No slot waits for a label to be scanned.",
        "Start the run of the device first.");
  }

  public static Problem mismatch(String slot, String serial) {
    return Problem.ofDevice(
        "label.mismatch",
        "What was scanned is not the label of serial " + serial + " in slot " + slot + ".",
        "Scan the label that was just printed for the device in that slot; destroy any other.");
  }
}
