package io.birthmark.station.audit;

import static io.birthmark.station.audit.Archive.codes;
import static io.birthmark.station.audit.Archive.notes;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.station.audit.Notary.Made;
import io.birthmark.station.journal.Sqlite3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head a day, one at a stop, one when asked; what stands in the way is waited for. */
class NotaryTest {
  @TempDir Path dir;
  private List<Archive> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    opened = new ArrayList<>(List.of(new Archive(dir)));
    archive().devices(1);
  }

  @AfterEach
  void close() {
    opened.forEach(Archive::close);
  }

  private Archive archive() {
    return opened.get(0);
  }

  private int heads() {
    return archive().folder().all().size();
  }

  private void passes(Duration time) {
    archive().floor().clock.advance(time);
  }

  @Test
  void noEventStaysUncoveredForMoreThanADay() {
    Notary notary = archive().notary();

    notary.look();
    assertThat(heads()).isZero();
    passes(Duration.ofHours(24));
    notary.look();
    assertThat(heads()).isEqualTo(1);

    passes(Duration.ofDays(3));
    notary.look();
    assertThat(heads()).as("nothing happened, nothing to cover").isEqualTo(1);

    archive().devices(1);
    passes(Duration.ofHours(23));
    notary.look();
    assertThat(heads()).isEqualTo(1);
    passes(Duration.ofHours(1));
    notary.look();
    assertThat(heads()).isEqualTo(2);
  }

  @Test
  void aHeadIsAnEventOfTheJournal() {
    Made.Exported made = archive().head();

    assertThat(made.unsigned()).isEmpty();
    assertThat(made.file().getFileName()).hasToString("2026-11-23-000000000002.json");
    assertThat(Sqlite3.on(archive().journal(), "SELECT kind, who, detail FROM events WHERE id = 3"))
        .isEqualTo(
            "journal.head|station|{\"events\":2,\"key\":\"" + archive().keySha256().hex() + "\"}");
    assertThat(archive().notary().make("user:anna")).isInstanceOf(Made.NothingNew.class);
  }

  @Test
  void aStopMakesOne() {
    Notary notary = archive().notary();
    notary.start();
    notary.close();

    assertThat(heads()).isEqualTo(1);
  }

  /** A verb that did its work without a daemon leaves the journal as it is. */
  @Test
  void aNotaryThatWasNotStartedMakesNone() {
    archive().notary().close();

    assertThat(heads()).isZero();
  }

  @Test
  void whileTheHsmIsAwayItIsTriedAgain() {
    Notary notary = archive().notary();
    passes(Duration.ofDays(1));
    archive().hsmGoesAway();
    notary.look();

    assertThat(heads()).isZero();
    assertThat(notary.problem().map(Problem::code)).contains("hsm.away");
    archive().devices(1);

    archive().hsmComesBack();
    passes(Duration.ofMinutes(10));
    notary.look();
    assertThat(heads()).isEqualTo(1);
    assertThat(notary.problem()).isEmpty();
    assertThat(archive().audit().intact()).isTrue();
  }

  @Test
  void aStationWithoutHsmExportsThemUnsignedAndSaysSo() {
    Made.Exported made = (Made.Exported) archive().notaryWithoutHsm().make("station");

    assertThat(made.head().seal()).isEmpty();
    assertThat(made.unsigned().map(Problem::code)).contains("audit.unsigned");
    AuditReport report = archive().audit();
    assertThat(report.unsigned()).isEqualTo(1);
    assertThat(notes(report)).containsExactly("audit.unsigned");

    archive().sqlite("DELETE FROM events WHERE id >= 2");
    assertThat(codes(archive().audit())).containsExactly("audit.cut-off");
  }

  @Test
  void whileTheTimeIsNotTrustedNoneIsMade() {
    Problem untrusted = Problem.ofStation("clock.untrusted", "It is 1970.", "Wait.");
    archive().clockIs(Optional.of(untrusted));

    assertThat(archive().notary().make("user:anna")).isEqualTo(new Made.Waiting(untrusted));
    assertThat(heads()).isZero();

    archive().clockIs(Optional.empty());
    assertThat(archive().notary().make("user:anna")).isInstanceOf(Made.Exported.class);
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws IOException {
    Path unused = Files.writeString(dir.resolve("audit"), "a file where the folder should be");

    Made made = archive().notary().make("station");

    assertThat(made).isInstanceOf(Made.Waiting.class);
    assertThat(((Made.Waiting) made).problem().code()).isEqualTo("audit.export");
  }

  /** The power was cut after the file was written, and before the journal had its event. */
  @Test
  void aHeadThatTheJournalDoesNotKnowOfIsNotWrittenTwice() throws IOException {
    byte[] before = Files.readAllBytes(archive().head().file());
    archive().sqlite("DELETE FROM events WHERE id = 3");

    Made.Exported again = archive().head();

    assertThat(heads()).isEqualTo(1);
    assertThat(Files.readAllBytes(again.file())).isEqualTo(before);
    assertThat(archive().audit().intact()).isTrue();
  }

  @Test
  void aHeadOfAnotherHistoryDoesNotTakeTheFirstOnesPlace() throws IOException {
    byte[] before = Files.readAllBytes(archive().head().file());
    archive()
        .sqlite(
            "DELETE FROM events WHERE id = 3;"
                + " UPDATE events SET hash = zeroblob(32) WHERE id = 2");

    Made.Exported again = archive().head();

    assertThat(again.file().getFileName()).hasToString("2026-11-23-000000000002-2.json");
    assertThat(Files.readAllBytes(dir.resolve("audit/2026-11-23-000000000002.json")))
        .isEqualTo(before);
  }
}
