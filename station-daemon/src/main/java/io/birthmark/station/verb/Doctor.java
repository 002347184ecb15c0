package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.config.ConfigRemark;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.RightsAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code doctor}: is this station fit for a shift? Looks at everything and changes nothing. */
final class Doctor implements Verb {
  /** Below this the disk is filling up: about a hundred thousand devices of journal. */
  private static final long SCARCE_BYTES = 200L << 20;

  private static final Duration OLD_BACKUP = Duration.ofDays(2);

  private final StationParts station;

  Doctor(StationParts station) {
    this.station = station;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) {
    List<Finding> findings = new ArrayList<>();
    findings.add(configuration());
    caller.progress("journal");
    findings.add(journal());
    findings.add(disk());
    findings.add(backup());
    findings.add(AuditVerbs.finding(station));
    findings.add(station.time().finding());
    caller.progress("slots and HSM");
    findings.addAll(station.slotChecks().get());
    caller.progress("label printer");
    if (station.labels().hasPrinter()) {
      findings.add(printer(station.labels().printerTrouble()));
      findings.add(DoubtfulLabels.finding(station.labels().log().inDoubt(0)));
    }
    caller.progress("enrollment service");
    Finding service = service();
    findings.add(service);
    findings.add(rights(service));
    findings.add(quarantine());
    boolean red = findings.stream().anyMatch(f -> f.colour() == Finding.Colour.RED);
    ObjectNode document = Answer.object().put("fit", !red);
    ArrayNode list = document.putArray("findings");
    findings.forEach(finding -> list.add(json(finding)));
    return new Answer(
        red ? ExitCode.ERROR : ExitCode.DONE,
        document,
        findings.stream().map(Doctor::text).collect(Collectors.joining("\n")));
  }

  private Finding configuration() {
    List<ConfigRemark> notices = station.config().notices();
    return notices.isEmpty()
        ? Finding.green("configuration", station.config().file() + " is good.")
        : Finding.amber(
            "configuration",
            Problem.ofStation(
                "config.notices",
                notices.stream().map(ConfigRemark::toString).collect(Collectors.joining("; ")),
                "These keys do nothing in this version; remove them or leave them."));
  }

  private Finding journal() {
    return station
        .database()
        .integrity()
        .map(
            damage ->
                Finding.red(
                    "journal",
                    Problem.ofStation(
                        "storage.damaged",
                        station.database().file() + " is damaged: " + damage + ".",
                        "Stop the line and call the engineer: birthmark restore, see docs/backup.md.")))
        .orElseGet(() -> Finding.green("journal", station.database().file() + " is intact."));
  }

  private Finding disk() {
    Path directory = station.config().station().state();
    Optional<Problem> objection = station.room().objection();
    if (objection.isPresent()) {
      return Finding.red("disk", objection.get());
    }
    long free = station.room().free();
    String says = (free >> 20) + " MiB are free for " + directory + ".";
    return free >= SCARCE_BYTES
        ? Finding.green("disk", says)
        : Finding.red(
            "disk",
            Problem.ofStation(
                "storage.scarce", says, "Make room before the shift; 200 MiB are enough."));
  }

  private Finding backup() {
    Optional<Instant> newest = station.backups().newest();
    Instant now = station.clock().instant();
    if (newest.isPresent() && Duration.between(newest.get(), now).compareTo(OLD_BACKUP) < 0) {
      return Finding.green("backup", "The journal was last backed up at " + newest.get() + ".");
    }
    return Finding.amber(
        "backup",
        Problem.ofStation(
            "backup.old",
            newest
                .map(at -> "The journal was last backed up at " + at + ".")
                .orElse("The journal was never backed up."),
            "`birthmark backup F` to another disk, also while the station runs; best once a"
                + " shift."));
  }

  /** Asks for an enrollment that cannot be there: it needs the way, the key and the right. */
  private Finding service() {
    String subject = "enrollment service";
    if (station.uploading() instanceof StationParts.Uploading.Impossible impossible) {
      return Finding.red(subject, impossible.problem());
    }
    Optional<Problem> untimely = station.time().clock().objection();
    if (untimely.isPresent()) {
      return Finding.red(subject, untimely.get());
    }
    StationParts.Uploading.Possible possible =
        (StationParts.Uploading.Possible) station.uploading();
    FindAnswer answer = possible.service().find(Upload.probe());
    if (answer instanceof NoAnswer away) {
      return Finding.red(subject, away.problem());
    }
    return Finding.green(
        subject, station.config().dps().service() + " answers, and takes this station's key.");
  }

  /**
   * A key that can do too much works, so it is amber; and what is not known is never green.
   *
   * @param service what was found of the service itself: one that does not answer is not waited for
   *     twice
   */
  private Finding rights(Finding service) {
    String subject = "station's policy";
    if (service.problem().isEmpty()
        && station.uploading() instanceof StationParts.Uploading.Possible possible) {
      RightsAnswer answer = possible.service().rights();
      if (answer instanceof RightsAnswer.NoMoreSeen seen) {
        return Finding.green(subject, seen.says());
      }
      if (answer instanceof RightsAnswer.TooMany tooMany) {
        return Finding.amber(subject, tooMany.problem());
      }
    }
    return Finding.amber(
        subject,
        Problem.ofStation(
            "dps.rights-unknown",
            "Whether policy "
                + station.config().dps().policy()
                + " can do more than a station needs is not known, as the service did not say.",
            "`birthmark doctor` once more when the enrollment service is green."));
  }

  private static Finding printer(Optional<Problem> trouble) {
    return trouble
        .map(problem -> Finding.red("label printer", problem))
        .orElseGet(
            () ->
                Finding.green(
                    "label printer", "It is ready; `birthmark label test` prints a test label."));
  }

  private Finding quarantine() {
    long waiting = station.queue().backlog().quarantined();
    return waiting == 0
        ? Finding.green("quarantine", "Nothing is quarantined.")
        : Finding.amber(
            "quarantine",
            Problem.ofStation(
                "quarantine.waiting",
                waiting + " enrollments are quarantined.",
                "`birthmark quarantine list` shows each with its reason."));
  }

  private static ObjectNode json(Finding finding) {
    ObjectNode json = Answer.object();
    json.put("subject", finding.subject());
    json.put("colour", finding.colour().name().toLowerCase(Locale.ROOT));
    json.put("says", finding.says());
    finding.problem().ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  private static String text(Finding finding) {
    Optional<String> action = finding.problem().map(p -> "\n        → " + p.action());
    return String.format(
        "%-6s  %s: %s%s",
        finding.colour().name().toLowerCase(Locale.ROOT),
        finding.subject(),
        finding.says(),
        action.orElse(""));
  }
}
