package io.birthmark.station.audit;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.ChainBreak;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** What the audit finds, in words. */
final class AuditProblems {
  private static final String KEEP =
      "Keep the journal as it is, stop the station, and compare with the latest backup and with the"
          + " heads that were taken off the box: docs/audit.md.";

  private AuditProblems() {}

  static Problem of(ChainBreak broken, String proven) {
    long event = broken.event();
    return switch (broken.kind()) {
      case CHANGED ->
          station(
              "audit.changed",
              "Event " + event + " is not what was written, or the one before it is not" + proven);
      case REMOVED ->
          station(
              "audit.removed",
              (broken.missing() == 1
                      ? "Event " + event + " was removed"
                      : "Events "
                          + event
                          + " to "
                          + (event + broken.missing() - 1)
                          + " were removed")
                  + proven);
      case INSERTED ->
          station(
              "audit.inserted",
              "Event " + event + " was put in, and was not written here" + proven);
      case REORDERED ->
          station("audit.reordered", "From event " + event + " on, events changed places" + proven);
    };
  }

  static Problem cutOff(long last, SignedHead head, String proven) {
    return station(
        "audit.cut-off",
        "The journal ends with event "
            + last
            + ", but the head of "
            + head.head().at()
            + " covers "
            + head.head().events()
            + ": it was cut off, or is an older copy"
            + proven);
  }

  static Problem rewritten(long sound, SignedHead head, String proven) {
    return station(
        "audit.rewritten",
        "Event "
            + head.head().events()
            + " is not the one that the head of "
            + head.head().at()
            + " saw: the chain was computed anew from an event after "
            + sound
            + ", or this is another journal"
            + proven);
  }

  static Problem forged(String name) {
    return station(
        "audit.head-forged",
        "The signature in " + name + " does not fit what it says: the head was changed or forged.");
  }

  static Problem unknownKey(String name) {
    return station(
        "audit.head-key",
        "The head in "
            + name
            + " is signed by a key that is not this station's: it was forged, or the HSM was"
            + " changed and its first head is missing.");
  }

  static Problem notAHead(String name) {
    return station("audit.head-unreadable", name + " is no head of a journal, or was damaged.");
  }

  static Problem otherStation(String name, String theirs, String ours) {
    return station(
        "audit.head-other-station",
        "The head in " + name + " is of station " + theirs + ", not of " + ours + ".");
  }

  static Problem unsigned() {
    return Problem.ofStation(
        "audit.unsigned",
        "The heads of the journal are not signed: the station has no HSM. They show a change to"
            + " whoever keeps them elsewhere; on this box they prove nothing.",
        "Copy the exported heads off the box every day, or give the station an HSM ([issuer]).");
  }

  static Problem noHeads() {
    return Problem.ofStation(
        "audit.no-heads",
        "There is no head to hold the journal against: that its end is missing would not be seen.",
        "Give the heads that were taken off the box with --head, or make the first one with"
            + " `birthmark audit sign`.");
  }

  static Problem restored(long event, Instant at, String who) {
    return Problem.ofStation(
        "audit.restored",
        "Event "
            + event
            + ": at "
            + at
            + " "
            + who
            + " put a backup in the place of the journal. What had happened since that backup is not"
            + " in this journal.",
        "Well, if it was meant. The journal of before is beside this one (journal.db.replaced-…):"
            + " verify it as well, with --journal.");
  }

  static Problem headsOfReplaced(long heads) {
    return Problem.ofStation(
        "audit.heads-of-replaced",
        "For " + heads + " heads, the journal that they saw is the one that was replaced.",
        "Verify that one with --journal; they are heads of it.");
  }

  static Problem headsMissing(long missing) {
    return Problem.ofStation(
        "audit.heads-missing",
        "The journal tells of " + missing + " exported heads that were not given to this check.",
        "Well, if they were moved elsewhere: give them with --head FILE.");
  }

  static Problem keyNotConfirmed() {
    return Problem.ofStation(
        "audit.key-unconfirmed",
        "Only the journal itself says which key the heads must be signed with: the station's HSM"
            + " was not asked.",
        "Give the key that was noted when the station was set up with --key FILE, or verify on the"
            + " station with its HSM.");
  }

  static Problem badSignature() {
    return Problem.ofStation(
        "audit.bad-signature",
        "What the station's HSM signed for the journal does not fit its public key.",
        "The HSM is faulty, or holds several keys under one CKA_ID: call the engineer.");
  }

  static Problem cannotExport(Path folder, IOException why) {
    return Problem.ofStation(
        "audit.export",
        "The head of the journal cannot be written to " + folder + " (" + why.getMessage() + ").",
        "Check [audit] export, its owner and its room. The station tries again.");
  }

  static Problem unchained(Path file) {
    return Problem.ofStation(
        "audit.unchained",
        "The journal " + file + " is from a version whose events were not chained yet.",
        "Let this version of the station open it once; what it then holds is chained from there.");
  }

  private static Problem station(String code, String sentence) {
    return Problem.ofStation(code, sentence, KEEP);
  }
}
