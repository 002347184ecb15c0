package io.birthmark.hsm.pkcs11.module;

import static io.birthmark.hsm.Problem.ofStation;

import io.birthmark.hsm.Problem;
import java.nio.file.Path;
import java.time.Duration;

/** What can be wrong with a PKCS#11 library, whatever token is behind it; always the station's. */
final class ModuleProblems {
  private ModuleProblems() {}

  static Problem missing(Path file, String why) {
    return ofStation(
        "pkcs11.module-missing",
        "The PKCS#11 module " + file + " cannot be used: " + why + ".",
        "Install the token maker's package, or correct `module` in the configuration.");
  }

  static Problem notPkcs11(Path file, String why) {
    return ofStation(
        "pkcs11.module-not-pkcs11",
        file + " is not a PKCS#11 module: " + why + ".",
        "Correct `module` in the configuration; the token's maker says which of its files it is.");
  }

  static Problem architecture(Path file, String found, String needed) {
    return ofStation(
        "pkcs11.module-architecture",
        "The PKCS#11 module "
            + file
            + " is made for "
            + found
            + "; this machine needs one for "
            + needed
            + ".",
        "Install the token maker's package for this machine.");
  }

  static Problem unloadable(String module, String why) {
    return ofStation(
        "pkcs11.module-unloadable",
        "The PKCS#11 module " + module + " cannot be loaded: " + why + ".",
        "Look with `ldd` whether a library that it needs is missing, and install it.");
  }

  static Problem refused(String module, String answer) {
    return ofStation(
        "pkcs11.module-refused",
        "The PKCS#11 module " + module + " does not start: " + answer + ".",
        "Look at the module's own configuration (for SoftHSM the file in SOFTHSM2_CONF and its"
            + " token directory) and at its service, if it has one.");
  }

  static Problem silent(String module, String function, Duration limit) {
    return ofStation(
        "pkcs11.silent",
        "The PKCS#11 module "
            + module
            + " gave no answer to "
            + function
            + " within "
            + seconds(limit)
            + ".",
        "Take the device out. If the next one fails with `pkcs11.hanging`, start the station again:"
            + " a call that hangs in a driver cannot be ended otherwise.");
  }

  static Problem hanging(String module, String function) {
    return ofStation(
        "pkcs11.hanging",
        "The PKCS#11 module "
            + module
            + " still has not come back from "
            + function
            + ", which was given up.",
        "Start the station again: a call that hangs in a driver cannot be ended otherwise. Runs"
            + " that were cut off continue.");
  }

  static Problem busy(String module, Duration waited) {
    return ofStation(
        "pkcs11.module-busy",
        "The PKCS#11 module "
            + module
            + " has to be started anew to see a new token, and others used it for "
            + seconds(waited)
            + ".",
        "Start again when the runs in the other slots are over.");
  }

  static Problem stopped(String module, String function) {
    return ofStation(
        "pkcs11.interrupted",
        "The station was told to stop while the PKCS#11 module "
            + module
            + " worked on "
            + function
            + ".",
        "Start again; the run continues where it stopped.");
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
