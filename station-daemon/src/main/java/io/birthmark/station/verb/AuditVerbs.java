package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.issuer.AuditKey;
import io.birthmark.station.audit.Audit;
import io.birthmark.station.audit.Audit.Known;
import io.birthmark.station.audit.AuditReport;
import io.birthmark.station.audit.HeadFolder.Kept;
import io.birthmark.station.audit.Notary;
import io.birthmark.station.audit.Notary.Made;
import io.birthmark.station.audit.PublicKeyFile;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code audit verify | sign}: was the journal changed behind the station's back? */
public final class AuditVerbs {
  private AuditVerbs() {}

  /**
   * Holds the journal against all heads that were exported, and those that were given.
   *
   * <p>{@code heads} and {@code keys} are arrays of {@code {"name":…,"content":base64}}.
   */
  static Verb verify(StationParts station) {
    return new SimpleVerb(
        "audit verify",
        (arguments, caller) -> {
          caller.progress("reading the journal's events");
          List<Kept> heads = new ArrayList<>(station.audit().exported().all());
          heads.addAll(heads(arguments));
          List<Problem> remarks = new ArrayList<>();
          Optional<Bytes> ownKey = station.audit().key().flatMap(key -> asked(key, remarks));
          return answer(
              Audit.of(
                  station.database(),
                  new Known(
                      Optional.of(station.config().station().id()),
                      heads,
                      keys(arguments),
                      ownKey,
                      station.audit().notary().signs())),
              remarks);
        });
  }

  /** The same for a copy of a journal, wherever it lies; needs no station. */
  public static Answer verifyCopy(Path journal, Arguments arguments) {
    try (Database copy = Database.openCopy(journal)) {
      if (copy.version() < Audit.SINCE_SCHEMA) {
        return Answer.problem(Audit.unchained(journal));
      }
      return answer(
          Audit.of(
              copy,
              new Known(
                  Optional.empty(), heads(arguments), keys(arguments), Optional.empty(), true)),
          List.of());
    } catch (StorageException e) {
      return Answer.problem(e.problem());
    } catch (WrongUse e) {
      return Answer.wrongUse("audit verify: " + e.getMessage());
    }
  }

  /** An HSM that is away does not keep anybody from verifying. */
  private static Optional<Bytes> asked(AuditKey key, List<Problem> remarks) {
    try {
      return key.publicKey().map(Bytes::sha256);
    } catch (ElementException e) {
      remarks.add(e.problem());
      return Optional.empty();
    }
  }

  private static List<Kept> heads(Arguments arguments) throws WrongUse {
    List<Kept> heads = new ArrayList<>();
    for (JsonNode file : arguments.json().path("heads")) {
      heads.add(Kept.of(file.path("name").asText(), content(file).toArray()));
    }
    return heads;
  }

  private static Set<Bytes> keys(Arguments arguments) throws WrongUse {
    Set<Bytes> keys = new HashSet<>();
    for (JsonNode file : arguments.json().path("keys")) {
      keys.add(
          PublicKeyFile.sha256(content(file))
              .orElseThrow(
                  () -> new WrongUse(file.path("name").asText() + " is no public key in PEM")));
    }
    return keys;
  }

  private static Bytes content(JsonNode file) throws WrongUse {
    try {
      return Bytes.ofBase64(file.path("content").asText());
    } catch (IllegalArgumentException e) {
      throw new WrongUse("a file's content is not base64");
    }
  }

  private static Answer answer(AuditReport report, List<Problem> remarks) {
    List<Problem> notes = new ArrayList<>(report.notes());
    notes.addAll(remarks);
    ObjectNode json = Answer.object();
    json.put("intact", report.intact())
        .put("events", report.events())
        .put("hash", report.hash().hex());
    ObjectNode heads = json.putObject("heads");
    heads.put("signed", report.signed()).put("unsigned", report.unsigned());
    report.newest().ifPresent(at -> heads.put("newest", at.toString()));
    ArrayNode findings = json.putArray("findings");
    for (AuditReport.Finding finding : report.findings()) {
      ObjectNode one = Answer.json(finding.problem());
      finding.event().ifPresent(event -> one.put("event", event));
      findings.add(one);
    }
    ArrayNode noted = json.putArray("notes");
    notes.forEach(note -> noted.add(Answer.json(note)));
    StringBuilder text =
        new StringBuilder(
            report.events()
                + " events hold, against "
                + report.signed()
                + " signed and "
                + report.unsigned()
                + " unsigned heads"
                + report.newest().map(at -> ", the newest of " + at).orElse("")
                + ".");
    report.findings().forEach(f -> text.append('\n').append(Answer.shown(f.problem())));
    notes.forEach(note -> text.append("\nnote: ").append(Answer.shown(note)));
    return new Answer(report.intact() ? ExitCode.DONE : ExitCode.FAIL, json, text.toString());
  }

  /** Makes a head of the journal now. */
  static Verb sign(StationParts station) {
    return new SimpleVerb(
        "audit sign",
        (arguments, caller) -> {
          caller.progress("signing the journal's head");
          Made made = station.audit().notary().make(caller.who());
          if (made instanceof Made.Waiting waiting) {
            return Answer.problem(waiting.problem());
          }
          if (made instanceof Made.Exported exported) {
            return exported(exported);
          }
          return Answer.done(
              Answer.object().put("nothingNew", true),
              "Nothing happened since the last head, which is among "
                  + station.config().audit().export()
                  + ".");
        });
  }

  private static Answer exported(Made.Exported exported) {
    ObjectNode json =
        Answer.object()
            .put("file", exported.file().toString())
            .put("events", exported.head().head().events())
            .put("hash", exported.head().head().hash().hex())
            .put("signed", exported.head().seal().isPresent());
    exported.unsigned().ifPresent(why -> json.set("unsigned", Answer.json(why)));
    return Answer.done(
        json,
        exported.head().head().events()
            + " events; the head is in "
            + exported.file()
            + exported.unsigned().map(why -> "\nwarning: " + Answer.shown(why)).orElse(""));
  }

  /** What {@code doctor} says. */
  static Finding finding(StationParts station) {
    String subject = "audit";
    Optional<Problem> problem = station.audit().notary().problem();
    if (problem.isPresent()) {
      return Finding.amber(subject, problem.get());
    }
    if (!station.audit().notary().signs()) {
      return Finding.amber(subject, Notary.unsigned());
    }
    String folder = station.config().audit().export().toString();
    return station
        .audit()
        .heads()
        .lastAt()
        .map(
            at ->
                Finding.green(
                    subject, "The journal's last head, of " + at + ", is in " + folder + "."))
        .orElseGet(
            () ->
                Finding.green(
                    subject, "The journal's first head will be put into " + folder + "."));
  }
}
