package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import java.util.List;

/** What can be wrong with a run that neither element nor journal can know. */
public final class RunProblems {
  private RunProblems() {}

  static Problem noSerial(String product) {
    return Problem.ofDevice(
        "serial.missing",
        "Product " + product + " takes its serials from a scan, and none was given.",
        "Scan the device's serial, or pass it: `birthmark provision --serial SN`.");
  }

  static Problem badSerial(String why) {
    return Problem.ofDevice(
        "serial.invalid",
        "The serial cannot be used: " + why + ".",
        "Scan the serial on the device's label again. If it is the right label, the product's rule"
            + " in the configuration is wrong: call the engineer.");
  }

  static Problem mistyped(String why) {
    return Problem.ofDevice(
        "serial.check-digit",
        "The serial was misread or mistyped: " + why + ".",
        "Scan the label again; if it was typed, type it again. If it stays so, the label is damaged"
            + " or was printed wrong: set the device aside.");
  }

  static Problem otherProduct(String serial, String slot, Slot other) {
    return Problem.ofDevice(
        "serial.other-product",
        "The serial "
            + serial
            + " is one of product "
            + other.product().name()
            + ", and slot "
            + slot
            + " builds another one.",
        "Put the device into slot "
            + other.name()
            + ", or scan the label of the one that is here.");
  }

  static Problem serialNotAsked(String product) {
    return Problem.ofDevice(
        "serial.not-asked",
        "Product " + product + " does not take its serials from a scan; one was given.",
        "Start the run without a serial.");
  }

  static Problem rangeExhausted(String product, long first, long last) {
    return Problem.ofStation(
        "serial.range-exhausted",
        "All serials of product " + product + " from " + first + " to " + last + " are used.",
        "Give the product a new range in the configuration (serial_first, serial_last).");
  }

  static Problem noSerialInElement() {
    return Problem.ofDevice(
        "serial.element-has-none",
        "The token is blank and has no serial number yet, and the product's serials are read from"
            + " the element.",
        "Initialise the token before it comes to the line, or take serials from a scan or a range"
            + " (serial_from).");
  }

  static Problem swapped() {
    return Problem.ofDevice(
        "device.swapped",
        "The device in the slot is another one than at the beginning of the run.",
        "Put one device in, leave it until the run has ended, and start again. Of the two, keep"
            + " both: each continues when it is put in again.");
  }

  static Problem changedMeanwhile(String step) {
    return Problem.ofDevice(
        "device.changed-meanwhile",
        "The device was finished at the beginning of the run and lacks something now ("
            + step
            + ").",
        "Start again. If it happens again, somebody else talks to the device, or it forgets: set it"
            + " aside.");
  }

  static Problem certificateEnrolled(String serial) {
    return Problem.ofDevice(
        "device.certificate-enrolled",
        "Serial "
            + serial
            + " needs a new certificate, and the service knows the device by the one it had.",
        "Retire that identity: birthmark void "
            + serial
            + " --reason REASON; its enrollment is"
            + " deleted, and the device gets a new one when it is put in again.");
  }

  static Problem anotherProduct(String serial, String product, String here) {
    return Problem.ofDevice(
        "device.another-product",
        "The device is serial "
            + serial
            + " of product "
            + product
            + ", and this slot makes product "
            + here
            + ".",
        "Put it into a slot for product "
            + product
            + ": it continues there. To make another product of it, retire that identity: birthmark"
            + " void "
            + serial
            + " --reason REASON.");
  }

  static Problem ownTpm() {
    return Problem.ofStation(
        "slot.own-tpm",
        "The TPM in this slot is the station's own.",
        "Correct the slot's device in the configuration; nothing was written to it.");
  }

  static Problem ownTpmDoesNotAnswer(String address, String why) {
    return Problem.ofStation(
        "slot.own-tpm-silent",
        "The station's own TPM at "
            + address
            + " cannot be asked for its EK, so the TPM in a slot could be it: "
            + why,
        "Mend [station] own_tpm or the way to that TPM, then start again; without a TPM of its own"
            + " the station needs no own_tpm.");
  }

  static Problem ownTpmWithoutEk(String address) {
    return Problem.ofStation(
        "slot.own-tpm-without-ek",
        "The station's own TPM at "
            + address
            + " has no EK at 0x81010001, so it is recognised by the slot's path only.",
        "Give it one (tpm2_createek -c 0x81010001 -G rsa), or make sure that no slot leads to it"
            + " by exec: or another address.");
  }

  static Problem clockUntrusted() {
    return Problem.ofStation(
        "clock.untrusted",
        "The station's clock cannot be trusted now, and certificates have dates.",
        "`birthmark doctor` says what is wrong with it. Let it synchronise (timedatectl, chrony) or"
            + " set it, then put the device in again.");
  }

  static Problem busySlot(String slot) {
    return Problem.ofStation(
        "slot.busy", "A run is going on in slot " + slot + ".", "Wait until it has ended.");
  }

  public static Problem noSuchSlot(String name, List<String> known) {
    return Problem.ofStation(
        "slot.unknown",
        "There is no slot " + name + ".",
        "The slots are: " + String.join(", ", known) + ".");
  }

  public static Problem whichSlot(List<String> known) {
    return Problem.ofStation(
        "slot.which",
        "This station has " + known.size() + " slots, and none was named.",
        "Name one with --slot: " + String.join(", ", known) + ".");
  }

  static Problem alreadyProvisioned(String serial, String registrationId) {
    return Problem.ofDevice(
        "device.already-provisioned",
        "The device already is serial "
            + serial
            + ", registration ID "
            + registrationId
            + ", and the product's policy is to refuse such devices.",
        "Set it aside with the finished ones. To check finished devices, set already_provisioned ="
            + " \"verify\".");
  }

  static Problem readBackDiffers(String field) {
    return readBackDiffers(List.of(field));
  }

  static Problem readBackDiffers(List<String> fields) {
    return Problem.ofDevice(
        "nv.read-back-differs",
        "The identity read back from the device differs from the one written in "
            + String.join(", ", fields)
            + ".",
        "Set the device aside.");
  }

  public static Problem unexpected(RuntimeException e) {
    return Problem.ofStation(
        "station.defect",
        "The station met something it has no words for (" + e.getClass().getSimpleName() + ").",
        "Call the engineer; the log has the details. Please report it with them.");
  }
}
