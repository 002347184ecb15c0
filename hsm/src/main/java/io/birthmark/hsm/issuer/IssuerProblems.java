package io.birthmark.hsm.issuer;

import static io.birthmark.hsm.Problem.ofDevice;
import static io.birthmark.hsm.Problem.ofStation;

import io.birthmark.hsm.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Everything that can be wrong with the line's CA, in the words a person is shown. */
final class IssuerProblems {
  private static final String SET_ASIDE =
      "Set the device aside. If every device does so, show the engineer this line.";
  private static final String ASK_AGAIN =
      "Have the plant root sign the request of `birthmark ca csr` again, as docs/issuer.md shows,"
          + " and import the answer.";

  static final int LONGEST_SELF_SIGNED_DAYS = 3650;

  private IssuerProblems() {}

  static Problem csrMalformed() {
    return ofDevice(
        "issuer.csr-malformed", "The device's certificate request cannot be read.", SET_ASIDE);
  }

  static Problem csrOtherKey(String registrationId) {
    return ofDevice(
        "issuer.csr-other-key",
        "The certificate request for " + registrationId + " is for another key than the device's.",
        SET_ASIDE);
  }

  static Problem csrKeyKind(String what) {
    return ofDevice(
        "issuer.csr-key-kind",
        "The device's key is not one that is certified here: " + what + ".",
        "P-256, P-384 and RSA of at least 2048 bits are. Set the device aside, or let it make"
            + " another kind of key.");
  }

  static Problem csrSignature(String why) {
    return ofDevice(
        "issuer.csr-signature",
        "The signature of the device's certificate request is no proof of its key: " + why + ".",
        SET_ASIDE);
  }

  static Problem csrOtherName(String wanted, String found) {
    return ofDevice(
        "issuer.csr-other-name",
        "The device's certificate request is for " + found + ", not for " + wanted + ".",
        SET_ASIDE);
  }

  static Problem nameTooLong(String registrationId) {
    return ofStation(
        "issuer.name-too-long",
        "The registration ID "
            + registrationId
            + " has "
            + registrationId.length()
            + " characters; a certificate's name has room for "
            + Names.LONGEST_CN
            + ".",
        "Give the product a shorter registration_id.");
  }

  static Problem keyMissing(String label) {
    return ofStation(
        "issuer.key-missing",
        "There is no private key " + label + " in the station's HSM.",
        "Correct [issuer] key or token, or make the key with `birthmark ca init`.");
  }

  static Problem keyAmbiguous(String label) {
    return ofStation(
        "issuer.key-ambiguous",
        "There is more than one private key " + label + " in the station's HSM.",
        "Give one of them another label with the HSM's own tool.");
  }

  static Problem keyExists(String label) {
    return ofStation(
        "issuer.key-exists",
        "There already is a key " + label + " in the station's HSM; it stays as it is.",
        "`birthmark ca csr` gives its request again. For a new key choose another [issuer] key.");
  }

  static Problem keyUnprotected(String label, List<String> lacks) {
    return ofStation(
        "issuer.key-unprotected",
        "The key " + label + " in the station's HSM is not " + String.join(", not ", lacks) + ".",
        "It may have been copied: make another with `birthmark ca init`, in an HSM that keeps keys"
            + " inside.");
  }

  static Problem keyUnusable(String label, String why) {
    return ofStation(
        "issuer.key-unusable",
        "The key " + label + " in the station's HSM cannot issue certificates: " + why + ".",
        "Make a key of another kind with `birthmark ca init`, under another [issuer] key.");
  }

  static Problem certificateMissing(String label) {
    return ofStation(
        "issuer.certificate-missing",
        "The key " + label + " in the station's HSM has no certificate.",
        "Have the plant root sign the request of `birthmark ca csr`, then `birthmark ca import`.");
  }

  static Problem certificateOfAnotherKey(String label) {
    return ofStation(
        "issuer.certificate-of-another-key",
        "The certificate " + label + " in the station's HSM belongs to another key.",
        "Import the right one with `birthmark ca import`.");
  }

  static Problem certificateUnreadable(String label) {
    return ofStation(
        "issuer.certificate-unreadable",
        "The certificate " + label + " in the station's HSM is not one.",
        "Remove it with the HSM's own tool, and import the right one with `birthmark ca import`.");
  }

  static Problem caExpired(String subject, Instant to) {
    return ofStation(
        "issuer.ca-expired",
        "The certificate of " + subject + " was valid until " + day(to) + ".",
        ASK_AGAIN + " If that day is still to come, set the station's clock.");
  }

  static Problem caNotYetValid(String subject, Instant from) {
    return ofStation(
        "issuer.ca-not-yet-valid",
        "The certificate of " + subject + " is valid only from " + day(from) + ".",
        "Set the station's clock if it is behind; else wait, or have it signed again.");
  }

  static Problem caNearlyOver(String subject, Instant to) {
    return ofStation(
        "issuer.ca-nearly-over",
        "The certificate of "
            + subject
            + " ends on "
            + day(to)
            + ", and no device's certificate outlives it: those made now would be as good as over.",
        ASK_AGAIN);
  }

  static Problem groupKeyMissing(String group) {
    return ofStation(
        "issuer.group-key-missing",
        "There is no key of the group " + group + " in the station's HSM.",
        "Correct the product's group, or bring the key in with `birthmark dps group create`.");
  }

  static Problem groupKeyDifferent(String group) {
    return ofStation(
        "issuer.group-key-different",
        "The station's HSM already holds another key of the group " + group + ".",
        "Devices made with it do not fit the service's group. If the old key is of no more use,"
            + " remove it with the HSM's own tool, then again.");
  }

  static Problem groupKeySize(String group, int bytes) {
    return ofStation(
        "issuer.group-key-size",
        "The key of the group " + group + " has " + bytes + " bytes.",
        "The service's keys have 16 to 64 bytes: fetch it again.");
  }

  static Problem hmacSize(int bytes) {
    return ofStation(
        "issuer.hmac-size",
        "The station's HSM made an HMAC-SHA256 of " + bytes + " bytes instead of 32.",
        "Its driver is faulty: call the engineer, and try another version of it.");
  }

  static Problem badSignature(String subject) {
    return ofStation(
        "issuer.bad-signature",
        "What the station's HSM signed for "
            + subject
            + " does not fit its public key; nothing was issued.",
        "If the HSM holds several keys under one CKA_ID, give them different ones; otherwise the"
            + " HSM is faulty.");
  }

  static Problem certificateExists(String subject) {
    return ofStation(
        "issuer.certificate-exists",
        "The key already has a certificate of a plant root, for " + subject + "; it stays.",
        "A CA of a plant root is not turned into one that vouches for itself. For such a CA choose"
            + " another [issuer] key.");
  }

  static Problem proofCode() {
    return ofStation(
        "issuer.proof-code",
        "That is not a verification code: it has 1 to 64 letters and digits.",
        "Take the code from `az iot dps certificate generate-verification-code`.");
  }

  static Problem selfSignedDays(long days) {
    return ofStation(
        "issuer.self-signed-days",
        "A CA of its own cannot be valid for " + days + " days.",
        "Ask for 1 to " + LONGEST_SELF_SIGNED_DAYS + " days.");
  }

  static Problem importUnreadable() {
    return ofStation(
        "issuer.import-unreadable",
        "What is to be imported is not a list of certificates.",
        "Give one file of PEM: the CA's certificate, those above it, and the root.");
  }

  static Problem importOtherKey(String words) {
    return ofStation(
        "issuer.import-other-key",
        "None of these certificates is for the " + words + " key in the station's HSM.",
        ASK_AGAIN);
  }

  static Problem importSelfSigned() {
    return ofStation(
        "issuer.import-self-signed",
        "This certificate is signed by its own key, not by a plant root.",
        "Have the plant root sign it, or read in docs/issuer.md what `birthmark ca init"
            + " --self-signed` costs.");
  }

  static Problem importNotCa(String what) {
    return ofStation(
        "issuer.import-not-ca",
        "This is not the certificate of an issuing CA: " + what + ".",
        ASK_AGAIN);
  }

  static Problem importName(String subject, String stationId) {
    return ofStation(
        "issuer.import-name",
        "The name " + subject + " does not hold this station's, " + stationId + ".",
        "One CA is for one station, so that one station can be shut out. " + ASK_AGAIN);
  }

  static Problem importNotValid(Instant from, Instant to, Instant now) {
    return ofStation(
        "issuer.import-not-valid",
        "The certificate is valid from "
            + day(from)
            + " to "
            + day(to)
            + "; by the station's clock it is "
            + day(now)
            + ".",
        "Set the station's clock if it is wrong. Otherwise: " + ASK_AGAIN);
  }

  static Problem importTooLong(Instant from, Instant to) {
    return ofStation(
        "issuer.import-too-long",
        "The certificate is valid for " + ChronoUnit.DAYS.between(from, to) + " days.",
        "A CA that stands on the line is given two years at most. " + ASK_AGAIN);
  }

  static Problem importIncomplete(String missing) {
    return ofStation(
        "issuer.import-incomplete",
        "The certificate of " + missing + " is not among these, and no other leads to a root.",
        "Put the certificates up to and with the root into the file; the root is checked, not"
            + " stored.");
  }

  static Problem importChain(String why) {
    return ofStation(
        "issuer.import-chain", "The chain of certificates does not hold: " + why + ".", ASK_AGAIN);
  }

  static String day(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
