package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.Problem;
import java.time.Duration;

/** What can go wrong on the way to a TPM, in the words a person is shown. */
final class TransportProblems {
  private TransportProblems() {}

  static Problem absent(TpmAddress address, String reason) {
    return Problem.ofDevice(
        "tpm.absent",
        "No TPM answers at " + address + " (" + reason + ").",
        "Seat the device, check that it has power, and start again. If the next device is not"
            + " found either, call the engineer: the slot's cable or address is wrong.");
  }

  static Problem notADevice(TpmAddress address) {
    return Problem.ofStation(
        "tpm.not-a-device",
        "What is at " + address + " is not a character device.",
        "Correct the slot's device in the configuration; tcp:, unix: and exec: need their prefix.");
  }

  static Problem forbidden(TpmAddress address) {
    return Problem.ofStation(
        "tpm.forbidden",
        "The station may not open " + address + ".",
        "Give the station's user access to it, usually by the group tss, then start again.");
  }

  static Problem busy(TpmAddress address) {
    return Problem.ofStation(
        "tpm.busy",
        "Another program holds " + address + ".",
        "Stop that program (`fuser -v " + address + "` names it), or use /dev/tpmrm0.");
  }

  static Problem noProgram(TpmAddress address, String reason) {
    return Problem.ofStation(
        "tpm.no-program",
        "The slot's command cannot be started: " + reason + ".",
        "Correct the slot's device in the configuration, or install the program.");
  }

  static Problem gone(TpmAddress address, String reason) {
    return Problem.ofDevice(
        "tpm.gone",
        "The TPM at " + address + " went away in the middle of the talk (" + reason + ").",
        "Seat the device again and start again; the run continues where it stopped.");
  }

  static Problem silent(TpmAddress address, Duration limit) {
    return Problem.ofDevice(
        "tpm.silent",
        "The TPM at " + address + " gave no answer within " + seconds(limit) + ".",
        "Take the device out, put it in again and start again. If it stays silent, set it aside.");
  }

  static Problem nonsense(TpmAddress address, String what) {
    return Problem.ofDevice(
        "tpm.nonsense",
        "What answers at " + address + " does not speak TPM 2.0: " + what + ".",
        "Set the device aside. If every device does so, call the engineer: the slot's address is"
            + " wrong or its cable is bad.");
  }

  static Problem stillBusy(TpmAddress address, String code, int tries) {
    return Problem.ofDevice(
        "tpm.still-busy",
        "The TPM at " + address + " asked " + tries + " times to be asked later (" + code + ").",
        "Start again in a minute. If it stays so, set the device aside.");
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
