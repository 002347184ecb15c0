package io.birthmark.station.floor.gpio;

import io.birthmark.hsm.Problem;

/** What keeps buttons and lamps from working; the station runs all the same. */
final class GpioProblems {
  private GpioProblems() {}

  static Problem absent() {
    return Problem.ofStation(
        "gpio.absent",
        "This machine has no GPIO chip, so buttons and lamps do nothing.",
        "Runs can be started by a scan or with `birthmark provision`. On a Raspberry Pi `gpiodetect`"
            + " shows the chip; the station takes it as soon as it appears.");
  }

  static Problem forbidden(String chip) {
    return Problem.ofStation(
        "gpio.forbidden",
        "The station may not open " + chip + ", so buttons and lamps do nothing.",
        "Give the station's user access to every /dev/gpiochip*, usually by the group gpio.");
  }

  static Problem unknownBoard(String model) {
    return Problem.ofStation(
        "gpio.unknown-board",
        "The GPIO library knows Raspberry Pi boards only, and this one is " + model + ".",
        "Use a Raspberry Pi for buttons and lamps, or remove them from the configuration.");
  }

  static Problem failed(String why) {
    return Problem.ofStation(
        "gpio.failed",
        "The GPIO chip cannot be used: " + why + ".",
        "Look whether a chip whose label has \"pinctrl\" in it is there (`gpiodetect`), and whether"
            + " the library may unpack itself; see docs/gpio.md. It is tried again.");
  }

  static Problem busy(int line, String name) {
    return Problem.ofStation(
        "gpio.line-busy",
        "GPIO line " + line + " (" + name + ") is held by another program or driver.",
        "`gpioinfo` names who holds it; end that, or give the station another line. It is tried"
            + " again.");
  }

  static Problem noSuchLine(int line, String name) {
    return Problem.ofStation(
        "gpio.no-such-line",
        "GPIO line " + line + " (" + name + ") cannot be taken.",
        "Compare the number with `gpioinfo`: it is the chip's line, not the pin of the header.");
  }

  static Problem gone(String name, String why) {
    return Problem.ofStation(
        "gpio.gone",
        "The GPIO chip went away while it was used, at " + name + " (" + why + ").",
        "Runs go on without buttons and lamps; the chip is taken again when it is back.");
  }
}
