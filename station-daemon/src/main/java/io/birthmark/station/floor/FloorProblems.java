package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.time.Duration;
import java.util.List;

/** What people on the floor do wrong, and what their buttons do. */
final class FloorProblems {
  private FloorProblems() {}

  static Problem pressedInRun(String slot) {
    return Problem.ofStation(
        "floor.pressed-in-run",
        "The button of slot " + slot + " was pressed while a run is going on.",
        "Wait until amber has gone out, then change the device and press again.");
  }

  static Problem stuck(String slot) {
    return Problem.ofStation(
        "floor.button-stuck",
        "The button of slot "
            + slot
            + " has been down for "
            + Button.STUCK.toSeconds()
            + " seconds; it starts nothing.",
        "Free it, or mend its wiring; it counts again as soon as it was up. Runs can be started by"
            + " a scan or with `birthmark provision`.");
  }

  static Problem scanInRun(String slot) {
    return Problem.ofStation(
        "scan.in-run",
        "A scan came while a run is going on in slot " + slot + "; it was not used.",
        "Wait until amber has gone out, then scan the next device.");
  }

  static Problem noSlotWaits(List<String> slots) {
    return Problem.ofStation(
        "scan.which-slot",
        "A scan came, and no slot waits for one.",
        "Press the button of the device's slot first, or scan its code slot:NAME; the slots are "
            + String.join(", ", slots)
            + ".");
  }

  static Problem noSuchSlot(String name, List<String> slots) {
    return Problem.ofStation(
        "scan.no-such-slot",
        "The code scanned names a slot " + name + ", and there is none.",
        "The slots are " + String.join(", ", slots) + "; print the code slot:NAME for them.");
  }

  static Problem unreadable(String why) {
    return Problem.ofDevice(
        "scan.unreadable",
        "The scan cannot be used: it " + why + ".",
        "Scan the serial on the device's label again. If it stays so, the scanner is not set to a US"
            + " keyboard that ends with Enter: call the engineer.");
  }

  static Problem nobodyScanned(String slot, Duration limit) {
    return Problem.ofDevice(
        "scan.none-came",
        "Slot " + slot + " waited " + limit.toSeconds() + " seconds for a scan, and none came.",
        "Press its button again and scan the device's label.");
  }

  static Problem lampsFile(String file, String why) {
    return Problem.ofStation(
        "gpio.lamps-file",
        "The list of lamps could not be left in " + file + " (" + why + ").",
        "Let the station write there; without it nobody puts the lamps out if it dies.");
  }
}
