package io.birthmark.station.floor.scanner;

import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.kernel.KernelException;
import java.nio.file.Path;

/** What keeps a scanner from being read; the station runs all the same. */
final class ScannerProblems {
  private ScannerProblems() {}

  static Problem of(Path device, KernelException why) {
    return switch (why.reason()) {
      case ABSENT, GONE ->
          Problem.ofStation(
              "scanner.absent",
              "The scanner " + device + " is not there.",
              "Plug it in; it is taken as soon as it appears. If it is plugged in, `ls"
                  + " /dev/input/by-id` shows its name for the configuration.");
      case FORBIDDEN ->
          Problem.ofStation(
              "scanner.forbidden",
              "The station may not open the scanner " + device + ".",
              "Give the station's user access to it, usually by the group input.");
      case BUSY ->
          Problem.ofStation(
              "scanner.held",
              "Another program holds the scanner " + device + " for itself.",
              "End that program (`fuser -v " + device + "` names it).");
      case WRONG_KIND ->
          Problem.ofStation(
              "scanner.not-a-scanner",
              device + " is not an input device.",
              "Correct the scanner's path in the configuration; it is one of"
                  + " /dev/input/by-id/*-event-kbd.");
      case OTHER ->
          Problem.ofStation(
              "scanner.failed",
              "The scanner " + device + " cannot be read (" + why.getMessage() + ").",
              "Unplug it and plug it in again; then look for its messages with `dmesg`.");
    };
  }
}
