package io.birthmark.station.audit;

import static io.birthmark.station.audit.Archive.codes;
import static io.birthmark.station.audit.Archive.notes;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.audit.Audit.Known;
import io.birthmark.station.audit.HeadFolder.Kept;
import io.birthmark.station.journal.PutBack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a journal, the audit finds it; the numbers are those of events. */
class AuditTest {
  @TempDir Path dir;
  private List<Archive> opened = new ArrayList<>();

  /** Events 1 to 8, a head of them as event 9, events 10 to 13, a head as 14, and 15 to 16. */
  @BeforeEach
  void fill() {
    Archive archive = new Archive(dir);
    opened = new ArrayList<>(List.of(archive));
    archive.devices(4);
    Path unused = archive.head().file();
    archive.devices(2);
    unused = archive.head().file();
    archive.devices(1);
  }

  @AfterEach
  void close() {
    opened.forEach(Archive::close);
  }

  private Archive archive() {
    return opened.get(0);
  }

  private void found(String code, long event) {
    found(archive().audit(), code, event);
  }

  private static void found(AuditReport report, String code, long event) {
    assertThat(codes(report)).containsExactly(code);
    assertThat(report.findings().get(0).event()).hasValue(event);
    assertThat(report.intact()).isFalse();
  }

  @Test
  void whatNobodyTouchedIsIntact() {
    AuditReport report = archive().audit();

    assertThat(report.findings()).isEmpty();
    assertThat(report.notes()).isEmpty();
    assertThat(report.events()).isEqualTo(16);
    assertThat(report.signed()).isEqualTo(2);
    assertThat(report.newest()).contains(archive().floor().clock.instant());
  }

  @Test
  void aChangedEventIsNamed() {
    archive().sqlite("UPDATE events SET who = 'user:bob' WHERE id = 10");

    found("audit.changed", 10);
    assertThat(archive().audit().findings().get(0).problem().sentence())
        .startsWith("Event 10 is not what was written")
        .contains("proves what is up to event 8");
  }

  @Test
  void anEventRemovedInTheMiddleIsNamed() {
    archive().sqlite("DELETE FROM events WHERE id = 3");

    found("audit.removed", 3);
  }

  @Test
  void eventsRemovedAtTheEndAreNamed() {
    archive().sqlite("DELETE FROM events WHERE id > 11");

    found("audit.cut-off", 12);
    assertThat(archive().audit().findings().get(0).problem().sentence())
        .startsWith("The journal ends with event 11, but the head of")
        .contains("covers 13");
  }

  @Test
  void eventsThatChangedPlacesAreNamed() {
    archive()
        .sqlite(
            "UPDATE events SET id = -5 WHERE id = 5; UPDATE events SET id = 5 WHERE id = 6;"
                + " UPDATE events SET id = 6 WHERE id = -5");

    found("audit.reordered", 5);
  }

  @Test
  void anEventThatWasPutInIsNamed() {
    archive()
        .sqlite(
            "UPDATE events SET id = -id WHERE id >= 7; UPDATE events SET id = 1 - id WHERE id < 0;"
                + " INSERT INTO events (id, at, who, kind, hash)"
                + " VALUES (7, 0, 'user:bob', 'run.passed', zeroblob(32))");

    found("audit.inserted", 7);
  }

  @Test
  void anOlderCopyInTheJournalsPlaceIsCutOff() {
    Path old = archive().copy("monday.db");
    archive().devices(3);
    Path unused = archive().head().file();

    found(archive().auditOfCopy(old), "audit.cut-off", 17);
  }

  /** Nothing is out of place in it: it was written by the station itself, on from an old copy. */
  @Test
  void anOlderCopyThatWasWorkedOnWithIsAnotherJournal() {
    Path old = archive().copy("monday.db");
    archive().devices(3);
    Path unused = archive().head().file();
    archive().floor().close();
    Archive.replace(archive().journal(), old);

    try (Archive later = new Archive(dir)) {
      later.floor().clock.advance(Duration.ofMinutes(5));
      later.devices(30);

      AuditReport report = auditOfBoth(later);

      assertThat(codes(report)).containsExactly("audit.rewritten");
      assertThat(report.findings().get(0).event()).hasValue(14);
      assertThat(report.findings().get(0).problem().sentence())
          .startsWith("Event 22 is not the one that the head of");
    }
  }

  /** A named person put it back, and the journal says so: heads of the one before accuse nobody. */
  @Test
  void aBackupThatWasPutBackOnPurposeIsNamedAndIntact() {
    Path backup = archive().copy("monday.db");
    archive().devices(3);
    Path unused = archive().head().file();
    archive().floor().close();
    Archive.replace(archive().journal(), backup);

    try (Archive later = new Archive(dir)) {
      later.floor().clock.advance(Duration.ofMinutes(5));
      var left =
          new PutBack(later.floor().database, later.floor().clock)
              .into(Map.of(), Instant.EPOCH, "user:ann");
      AuditReport atOnce = auditOfBoth(later);
      later.devices(30);
      AuditReport workedOn = auditOfBoth(later);

      assertThat(left.held()).isZero();
      for (AuditReport report : List.of(atOnce, workedOn)) {
        assertThat(report.findings()).isEmpty();
        assertThat(notes(report)).containsExactly("audit.restored", "audit.heads-of-replaced");
        assertThat(report.notes().get(0).sentence()).contains("Event 17", "user:ann");
      }
      later.sqlite("DELETE FROM events WHERE id >= 17");
      assertThat(codes(auditOfBoth(later))).containsExactly("audit.cut-off");
    }
  }

  private AuditReport auditOfBoth(Archive later) {
    return Audit.of(
        later.floor().database,
        new Known(
            Optional.of("line3-a"),
            later.folder().all(),
            Set.of(archive().keySha256()),
            Optional.empty(),
            true));
  }

  @Test
  void aForgedSignatureIsNamedByItsFile() throws IOException {
    Path file = lastHead();
    Files.writeString(
        file, Files.readString(file).replace("\\\"events\\\":13", "\\\"events\\\":11"));

    assertThat(codes(archive().audit())).containsExactly("audit.head-forged");
    assertThat(archive().audit().findings().get(0).problem().sentence()).contains(file.toString());
  }

  /** The forger computed all hashes anew and signed by a key of his own. */
  @Test
  void aHeadSignedByAnotherKeyIsNamed() throws IOException {
    Path file = lastHead();
    SignedHead head = SignedHead.read(Files.readAllBytes(file)).orElseThrow();
    SignedHead forged =
        new SignedHead(
            head.head(),
            head.statement(),
            Optional.of(
                Archive.seal(
                    Archive.newKey(),
                    Bytes.of(head.statement().getBytes(StandardCharsets.UTF_8)))));
    Files.writeString(file, forged.json());

    assertThat(codes(archive().audit())).containsExactly("audit.head-key");
  }

  private Path lastHead() {
    List<Kept> heads = archive().folder().all();
    return Path.of(heads.get(heads.size() - 1).name());
  }

  @Test
  void aFileThatIsNoHeadIsNamed() throws IOException {
    Files.writeString(lastHead().resolveSibling("2026-11-24-000000000001.json"), "{\"v\":1}");

    assertThat(codes(archive().audit())).containsExactly("audit.head-unreadable");
  }

  @Test
  void headsThatWereTakenAwayAreMissed() throws IOException {
    Files.delete(lastHead());

    AuditReport report = archive().audit();

    assertThat(report.intact()).as("to take them off the box is what they are for").isTrue();
    assertThat(notes(report)).containsExactly("audit.heads-missing");
  }

  /** For an auditor far away: a copy on a medium that cannot be written, and the heads he kept. */
  @Test
  void aReadOnlyCopyIsVerifiedWhereItLies() throws IOException {
    Path medium = Files.createDirectory(dir.resolve("a medium % 1?"));
    Path copy = archive().copy("copy.db");
    Path there = medium.resolve("journal.db");
    Archive.replace(there, copy);
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(medium, PosixFilePermissions.fromString("r-xr-xr-x"));

    assertThat(archive().auditOfCopy(there).intact()).isTrue();
    try (var files = Files.list(medium)) {
      assertThat(files).as("nothing was made beside it").hasSize(1);
    }
    Files.setPosixFilePermissions(medium, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void withoutHeadsItIsSaidWhatCannotBeSeen() {
    AuditReport report =
        Audit.of(
            archive().floor().database,
            new Known(Optional.empty(), List.of(), Set.of(), Optional.empty(), true));

    assertThat(report.intact()).isTrue();
    assertThat(notes(report)).containsExactly("audit.no-heads", "audit.heads-missing");
  }
}
