package io.birthmark.hsm.pkcs11;

import static io.birthmark.hsm.Problem.ofDevice;
import static io.birthmark.hsm.Problem.ofStation;

import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import java.nio.file.Path;
import java.util.List;

/** What can be wrong with what is on a device's token, in the words a person is shown. */
final class Pkcs11Problems {
  private static final String SET_ASIDE = "Set the device aside.";

  private Pkcs11Problems() {}

  static Problem noTpmAttestation() {
    return ofStation(
        "pkcs11.no-tpm-attestation",
        "A PKCS#11 token cannot prove itself by attestation \"tpm\".",
        "Give the product the attestation \"x509\", \"x509-group\" or \"symmetric-key\".");
  }

  static Problem noSerial(String token) {
    return ofDevice(
        "pkcs11.no-serial",
        "The token " + token + " has no serial number, so that it could not be told from others.",
        SET_ASIDE);
  }

  static Problem recordTooLong(int size, int limit) {
    return ofStation(
        "record.too-long",
        "The identity record has " + size + " bytes; at most " + limit + " fit.",
        "Shorten the registration URL or the registration ID in the configuration.");
  }

  static Problem unreadableRecord(String why) {
    return ofDevice(
        "pkcs11.record-unreadable",
        "The data object \"" + Names.RECORD + "\" on the token is no identity record: " + why + ".",
        "Set the device aside. If it is of no use, remove it (`pkcs11-tool --login --delete-object"
            + " --type data --label "
            + Names.RECORD
            + "`), or erase the token.");
  }

  static Problem severalRecords(int number) {
    return ofDevice(
        "pkcs11.several-records",
        "There are " + number + " data objects \"" + Names.RECORD + "\" on the token.",
        "Set the device aside: nobody can tell which one the device would take.");
  }

  static Problem otherIdentity(IdentityRecord found, List<String> differences) {
    return ofDevice(
        "pkcs11.another-identity",
        "The token already carries the identity "
            + found.registrationId()
            + " (serial "
            + found.serial()
            + "), which differs in "
            + String.join(", ", differences)
            + ".",
        "If it is to become another device, void the old identity first: `birthmark void "
            + found.serial()
            + " --reason …`. Otherwise set it aside.");
  }

  static Problem recordLocked(IdentityRecord found, String why) {
    return ofDevice(
        "pkcs11.record-locked",
        "The token carries the voided identity "
            + found.registrationId()
            + ", whose record it does not let anyone destroy, and "
            + why
            + ".",
        "Erase the token (`pkcs11-tool --init-token`) and start again; with `initialise = true` in"
            + " the slot's configuration the station does so itself.");
  }

  static Problem certificateOfAnotherKey(String subject) {
    return ofDevice(
        "pkcs11.certificate-of-another-key",
        "The certificate \""
            + Names.KEY
            + "\" on the token (subject "
            + subject
            + ") belongs to another key than the one beside it, and this line's issuer did not"
            + " issue it for this device.",
        "Set the device aside. If the certificate is of no use, remove it (`pkcs11-tool --login"
            + " --delete-object --type cert --label "
            + Names.KEY
            + "`) and provision the device again.");
  }

  static Problem keyNotSafe(String what) {
    return ofDevice(
        "pkcs11.key-not-safe",
        "The token does not keep its key as it was told: " + what + ".",
        "Set the device aside: its key could be taken out. Tell the engineer; no token of this make"
            + " may be used.");
  }

  static Problem proofFailed(String what) {
    return ofDevice("pkcs11.proof-failed", what, "Set the device aside and keep it.");
  }

  static Problem readBackDiffers(String what) {
    return ofDevice(
        "pkcs11.read-back-differs",
        "What was read back from the token is not what was written: " + what + ".",
        SET_ASIDE);
  }

  static Problem pinUnknown(String token, String way) {
    return ofDevice(
        "pkcs11.pin-unknown",
        "The token " + token + " was initialised before, and its own PIN is not known here.",
        "Set the device aside. " + way);
  }

  static Problem pinNotKept(String why) {
    return ofStation(
        "pkcs11.pin-not-kept",
        "The device's new PIN could not be handed over, so it was not set: " + why + ".",
        "Mend `pin_folder` or `pin_hook`, then start again; the run continues.");
  }

  static Problem pinFile(Path file, String why) {
    return ofStation(
        "pkcs11.pin-file",
        "The file with the device's PIN, " + file + ", cannot be used: " + why + ".",
        "Mend the file or its permissions, then start again.");
  }
}
