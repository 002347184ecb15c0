package io.birthmark.hsm.tpm;

import static io.birthmark.hsm.Problem.ofDevice;
import static io.birthmark.hsm.Problem.ofStation;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import java.nio.file.Path;
import java.util.List;

/** Everything that can be wrong with a device's TPM, in the words a person is shown. */
final class TpmProblems {
  private static final String SET_ASIDE = "Set the device aside.";

  private TpmProblems() {}

  static Problem badResponse(String command, String what) {
    return ofDevice(
        "tpm.nonsense",
        "The answer to TPM2_" + command + " has " + what + ".",
        "Set the device aside. If every device does so, the slot's cable is bad: call the"
            + " engineer.");
  }

  static Problem failureMode() {
    return ofDevice(
        "tpm.failure-mode",
        "The TPM is in failure mode: it found itself broken and answers nothing but its test"
            + " result.",
        "Switch the device off and on and try once more. If it stays so, scrap the device.");
  }

  static Problem refusedCommand(String command, ResponseCode code) {
    return ofDevice(
        "tpm.refused-command",
        "The TPM answered TPM2_" + command + " with " + code + ".",
        "Try once more. If it stays so, set the device aside and show the engineer this line.");
  }

  static Problem lockout() {
    return ofDevice(
        "tpm.lockout",
        "The TPM is in dictionary-attack lockout.",
        "Set the device aside: somebody tried passwords on it, or its power was cut many times."
            + " `tpm2_dictionarylockout --clear-lockout` clears it when the lockout password is"
            + " known.");
  }

  static Problem passwordSet(String hierarchy) {
    return ofDevice(
        "tpm.password-set",
        "The TPM's "
            + hierarchy
            + " password is set; the service's SDKs on the device need it"
            + " empty.",
        "Set the device aside. It was used before: clear its TPM (`tpm2_clear`) and provision it"
            + " again.");
  }

  static Problem hierarchyOff(String hierarchy) {
    return ofDevice(
        "tpm.hierarchy-off",
        "The TPM's " + hierarchy + " hierarchy is switched off.",
        "Switch it on in the board's firmware set-up, or set the device aside.");
  }

  static Problem noCertificate() {
    return ofDevice(
        "ek.no-certificate",
        "The TPM holds no EK certificate for RSA-2048 (NV index "
            + Handles.hex(Handles.EK_CERTIFICATE_RSA)
            + "), and the policy requires one.",
        "Set the device aside: its maker cannot be proven. If this product's TPMs come without"
            + " one, the engineer may set [tpm] ek_certificate = \"warn\".");
  }

  static Problem onlyEcc(List<String> found) {
    return ofDevice(
        "ek.only-ecc",
        "The TPM's maker vouches only for an ECC endorsement key (certificate at "
            + String.join(", ", found)
            + "); attestation \"tpm\" needs RSA-2048, because the service encrypts its challenge"
            + " to the EK by RSA, and the station proves a TPM by its RSA key for the others too."
            + " Nothing was written.",
        "Set the device aside. If this product's TPMs all are so and their maker need not be"
            + " proven, the engineer may set [tpm] ek_certificate = \"warn\".");
  }

  static Problem brokenCertificate(String why) {
    return ofDevice(
        "ek.broken-certificate",
        "The EK certificate in the TPM cannot be read: " + why + ".",
        "Set the device aside: its TPM left its maker with a broken certificate, or it was"
            + " overwritten.");
  }

  static Problem unknownMaker(String issuer, Path roots, String why) {
    return ofDevice(
        "ek.unknown-maker",
        "The EK certificate was issued by \""
            + issuer
            + "\", which leads to no root in "
            + roots
            + " ("
            + why
            + "): an unknown or counterfeit maker.",
        "Set the device aside. If this maker is one of yours, the engineer puts its root and"
            + " intermediate certificates into that folder.");
  }

  static Problem otherKeyCertified() {
    return ofDevice(
        "ek.certificate-of-another-key",
        "The EK that this TPM makes is not the key in its EK certificate.",
        "Set the device aside: the certificate was copied from another TPM, or the TPM's seed was"
            + " changed.");
  }

  static Problem otherKeyAtEk() {
    return ofDevice(
        "ek.another-key-persistent",
        "Another key than the TPM's EK by the TCG template is persistent at "
            + Handles.hex(Handles.EK_RSA)
            + "; the service's SDKs would take it for the EK.",
        "Set the device aside. If that key is of no use, remove it"
            + " (`tpm2_evictcontrol -C o -c 0x81010001`) and provision the device again.");
  }

  static Problem noRsa(ResponseCode code) {
    return ofDevice(
        "tpm.no-rsa",
        "The TPM cannot make the RSA-2048 keys (" + code + ") by which it is proven.",
        "Set the device aside: this kind of TPM cannot be provisioned.");
  }

  static Problem unfitSrk(Attestation attestation) {
    return ofDevice(
        "tpm.srk-unfit",
        "The key at "
            + Handles.hex(Handles.SRK)
            + (attestation == Attestation.X509
                ? " is not a storage key."
                : " is not an RSA-2048 storage key; attestation \""
                    + attestation.word()
                    + "\" needs one, because what is meant for this TPM alone is encrypted to"
                    + " it."),
        "Set the device aside. If that key is of no use, remove it"
            + " (`tpm2_evictcontrol -C o -c 0x81000001`) and provision the device again.");
  }

  static Problem badChallenge() {
    return ofStation(
        "tpm.bad-challenge",
        "The service's challenge is not made of the six fields that a TPM can open.",
        "Compare the service's answer with its documentation; a proxy may have changed it.");
  }

  static Problem srkPassword() {
    return ofDevice(
        "tpm.srk-password",
        "The key at "
            + Handles.hex(Handles.SRK)
            + " has a password; the service's SDKs on the device need it empty.",
        "Set the device aside. If that key is of no use, remove it"
            + " (`tpm2_evictcontrol -C o -c 0x81000001`) and provision the device again.");
  }

  static Problem notOneTpm() {
    return ofDevice(
        "tpm.proof-failed",
        "The TPM could not open a credential made for its EK and SRK: the two keys do not sit in"
            + " one TPM.",
        "Set the device aside and keep it: it may be a forgery.");
  }

  static Problem keyKind(KeyKind kind, ResponseCode code) {
    return ofDevice(
        "tpm.key-kind",
        "The TPM makes no " + kind.word() + " keys (" + code + "). Nothing was written.",
        "Set the device aside. If all TPMs of this product are like it, the engineer gives the"
            + " product another `key`; every TPM makes \"p-256\" or \"rsa-2048\".");
  }

  static Problem keyInUse(int handle, String why) {
    return ofDevice(
        "tpm.key-in-use",
        "The key at " + Handles.hex(handle) + " cannot be used: " + why + ".",
        "Set the device aside. If that key is of no use, remove it (`tpm2_evictcontrol -C o -c "
            + Handles.hex(handle)
            + "`) and provision the device again.");
  }

  static Problem keyNotBesideEk(int handle) {
    return ofDevice(
        "tpm.key-proof-failed",
        "The TPM could not open a credential made for its EK and the key at "
            + Handles.hex(handle)
            + ": the key was not certified, because it may sit somewhere else.",
        "Set the device aside and keep it: it may be a forgery.");
  }

  static Problem wrongSignature(int handle) {
    return ofDevice(
        "tpm.wrong-signature",
        "What the key at "
            + Handles.hex(handle)
            + " signed does not verify by the certificate that is stored with it.",
        "Set the device aside and keep it: it may be a forgery.");
  }

  static Problem wrongHmac(int handle) {
    return ofDevice(
        "tpm.wrong-hmac",
        "The key at "
            + Handles.hex(handle)
            + " computes another HMAC than the symmetric key that was imported.",
        "Set the device aside and keep it: it may be a forgery.");
  }

  static Problem certificateOfAnotherKey(int handle) {
    return ofStation(
        "tpm.certificate-of-another-key",
        "The issuer answered with a certificate that is not for the key at "
            + Handles.hex(handle)
            + ". It was not stored.",
        "Call the engineer: the issuer mixes its answers up.");
  }

  static Problem chainTooLong(int size, int limit) {
    return ofStation(
        "nv.chain-too-long",
        "The certificate chain has " + size + " bytes; at most " + limit + " fit into this TPM.",
        "Shorten the chain of the issuer: a device needs its own certificate and the intermediates"
            + " below the root that the service knows.");
  }

  static Problem noPlaceForChain(int recordIndex) {
    return ofStation(
        "nv.no-place-for-chain",
        "The certificate chain is stored in the NV indices after the record's, and after "
            + Handles.hex(recordIndex)
            + " there are not enough in the owner's range.",
        "Choose a lower [tpm] nv_index in the configuration.");
  }

  static Problem noChain(int index) {
    return ofDevice(
        "nv.no-chain",
        "There is no certificate chain in NV index " + Handles.hex(index) + " and those after it.",
        "Provision the device again with attestation \"x509\" or \"x509-group\".");
  }

  static Problem noKey(int handle) {
    return ofDevice(
        "tpm.no-key",
        "There is no key at " + Handles.hex(handle) + ".",
        "Provision the device again; what the identity record names as its key is missing.");
  }

  static Problem otherSalt() {
    return ofDevice(
        "tpm.pss-salt",
        "This TPM makes RSA-PSS signatures with a salt of another length than the 32 bytes that"
            + " TLS 1.3 asks for (RFC 8446, section 4.2.3).",
        "Let the device use TLS 1.2 with rsa_pkcs1_sha256, or give the product a P-256 key.");
  }

  static Problem foreignIndex(int index, String why) {
    return ofDevice(
        "nv.in-use",
        "NV index " + Handles.hex(index) + " is in use for something else: " + why + ".",
        "Set the device aside. If that content is of no use, remove it (`tpm2_nvundefine "
            + Handles.hex(index)
            + "`) and provision the device again.");
  }

  static Problem otherIdentity(int index, IdentityRecord found, List<String> differences) {
    return ofDevice(
        "nv.another-identity",
        "The device already carries the identity "
            + found.registrationId()
            + " (serial "
            + found.serial()
            + ", NV index "
            + Handles.hex(index)
            + "), which differs in "
            + String.join(", ", differences)
            + ".",
        "If it is to become another device, void the old identity first: `birthmark void "
            + found.serial()
            + " --reason …`. Otherwise set it aside.");
  }

  static Problem nvFull() {
    return ofDevice(
        "nv.full",
        "The TPM's non-volatile memory is full.",
        "Set the device aside. `tpm2_getcap handles-nv-index` shows what fills it.");
  }

  static Problem readBackDiffers(String what) {
    return ofDevice(
        "nv.read-back-differs",
        "What was read back from the TPM is not what was written: " + what + ".",
        SET_ASIDE);
  }

  static Problem recordTooLong(int size, int limit) {
    return ofStation(
        "record.too-long",
        "The identity record has " + size + " bytes; at most " + limit + " fit.",
        "Shorten the registration URL or the registration ID in the configuration.");
  }

  static Problem noRoots(Path roots, String why) {
    return ofStation(
        "ek.no-roots",
        "The folder of EK roots " + roots + " cannot be used: " + why + ".",
        "Put the TPM makers' root certificates (PEM or DER) there, or set [tpm] ek_certificate ="
            + " \"off\".");
  }
}
