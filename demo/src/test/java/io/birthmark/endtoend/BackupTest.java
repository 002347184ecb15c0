package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The journal is copied while the line works, and put back when it is lost. */
class BackupTest {
  private static final String COUNTED = "press";

  /** Two slots, a TPM in each; the station counts its serials from 7. */
  private static Bench counting() {
    Bench bench = new Bench();
    bench
        .settings()
        .setText("product." + COUNTED, "serial_from", "range")
        .unset("product." + COUNTED, "serial")
        .set("product." + COUNTED, "serial_first", "7")
        .set("product." + COUNTED, "serial_last", "99")
        .setText("product." + COUNTED, "serial_format", "{n:06}");
    SoftwareTpm unused = bench.slot("A", 1);
    SoftwareTpm unusedToo = bench.slot("B", 2);
    return bench;
  }

  private static String serial(Bench bench, String slot) {
    Said said = bench.cli("provision", "--slot", slot, "--json");
    assertThat(said.ending()).isEqualTo("PASS 0");
    return said.json().path("serial").asText();
  }

  private static void upload(Bench bench) {
    assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
  }

  private static Path backup(Bench bench, String name) {
    Path file = bench.folder().resolve(name);
    assertThat(bench.cli("backup", file.toString()).exit()).isZero();
    return file;
  }

  private static void assertRefused(Said said, String code) {
    assertThat(said.exit()).as(said.toString()).isEqualTo(3);
    assertThat(said.code()).isEqualTo(code);
    assertThat(said.json().at("/problem/action").asText()).endsWith(".").isNotBlank();
  }

  private static Said restore(Bench bench, Path file, String... more) {
    List<String> words = new ArrayList<>(List.of("restore", file.toString(), "--json"));
    words.addAll(List.of(more));
    return bench.cli(words.toArray(new String[0]));
  }

  @Test
  void aBackupIsMadeWhileTheLineWorksAndOverwritesNothing() {
    try (Bench bench = counting();
        Daemon unused = bench.daemon()) {
      CompletableFuture<Void> line =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 5; i++) {
                  String serial = serial(bench, "A");
                  assertThat(bench.cli("void", serial, "--reason", "next").exit()).isZero();
                }
              });
      Path last = bench.folder();
      for (int i = 0; i == 0 || !line.isDone(); i++) {
        last = backup(bench, "backup" + i);
        Map<String, String> in = Map.of("D", bench.folder().toString(), "F", last.toString());
        assertThat(Tools.run(in, "cd $D; sha256sum -c $F.sha256; stat -c %a $F $F.sha256"))
            .endsWith(": OK\n600\n600");
        assertThat(Tools.sqlite(last, "PRAGMA integrity_check; PRAGMA foreign_key_check"))
            .isEqualTo("ok");
        assertThat(Tools.sqlite(last, "SELECT count(*) FROM runs WHERE outcome = 'PASS'"))
            .as("runs that were journalled before a backup are in it")
            .matches("[0-5]");
      }
      line.join();

      Said again = bench.cli("backup", last.toString());
      assertThat(again.exit()).isEqualTo(2);
      assertThat(again.err()).contains(last.toString(), "overwrites nothing");
      assertThat(Tools.run(Map.of("F", last.toString()), "cd /; sha256sum $F | cut -c 1-64"))
          .isEqualTo(Tools.run(Map.of("F", last.toString()), "cut -c 1-64 $F.sha256"));
      assertThat(bench.state()).isDirectoryNotContaining("glob:**/*.copy");
      assertThat(bench.cli("doctor").out()).contains("green   backup");
    }
  }

  @Test
  void whoeverCannotWriteWhereTheyWantTheBackupIsToldAndItIsNotNoted() {
    try (Bench bench = counting();
        Daemon unused = bench.daemon()) {
      Said nowhere = bench.cli("backup", bench.folder().resolve("no/where").toString());
      assertThat(nowhere.exit()).isEqualTo(2);
      assertThat(bench.cli("doctor").out()).contains("amber   backup", "never");
    }
  }

  @Test
  void afterADamagedJournalIsReplacedTheLineGoesOnWithoutASerialTwice() throws Exception {
    try (Bench bench = counting()) {
      assertThat(serial(bench, "A")).isEqualTo("000007");
      Path backup = backup(bench, "backup");
      assertThat(serial(bench, "B")).isEqualTo("000008");
      upload(bench);
      Files.writeString(bench.journal(), "this was the journal ".repeat(5000));

      assertRefused(restore(bench, backup), "restore.next-serial");
      assertThat(Files.readString(bench.journal())).startsWith("this was the journal");
      Said restored = restore(bench, backup, "--next", COUNTED + "=9");

      assertThat(restored.exit()).as(restored.toString()).isZero();
      assertThat(restored.json().at("/nextSerials/press").asInt()).isEqualTo(9);
      Path replaced = Path.of(restored.json().path("replaced").asText());
      assertThat(Files.readString(replaced)).startsWith("this was the journal");
      goesOn(bench);
    }
  }

  @Test
  void afterASoundJournalIsReplacedItsSerialsStayGivenOut() {
    try (Bench bench = counting()) {
      assertThat(serial(bench, "A")).isEqualTo("000007");
      Path backup = backup(bench, "backup");
      assertThat(serial(bench, "B")).isEqualTo("000008");
      upload(bench);

      Said restored = restore(bench, backup);

      assertThat(restored.json().at("/nextSerials/press").asInt()).isEqualTo(9);
      goesOn(bench);
    }
  }

  /** The device that the backup does not know is itself; a new one is another. */
  private static void goesOn(Bench bench) {
    assertThat(bench.journal("SELECT count(*) FROM devices")).isEqualTo("1");
    assertThat(serial(bench, "B")).isEqualTo("000008");
    assertThat(serial(bench, "A")).isEqualTo("000007");
    assertThat(bench.cli("void", "000007", "--reason", "the next device").exit()).isZero();
    assertThat(serial(bench, "A")).isEqualTo("000009");
    upload(bench);
    assertThat(bench.enrolled().registrationIds()).containsExactly("press-000008", "press-000009");
    assertThat(bench.journal("SELECT count(*) FROM enrollments WHERE state = 'quarantined'"))
        .isEqualTo("0");
    assertThat(bench.journal("SELECT count(*) FROM events WHERE kind = 'journal.put-back'"))
        .isEqualTo("1");
  }

  @Test
  void aDeleteThatWaitedInTheBackupDoesNotTakeWhatWasEnrolledSince() {
    try (Bench bench = counting()) {
      bench.settings().setText("product." + COUNTED, "serial_from", "scan");
      bench.settings().setText("product." + COUNTED, "serial", "[0-9]{6}");
      for (String key : List.of("serial_first", "serial_last", "serial_format")) {
        bench.settings().unset("product." + COUNTED, key);
      }
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      upload(bench);
      assertThat(bench.cli("void", "000417", "--reason", "rework").exit()).isZero();
      Path backup = backup(bench, "backup");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      upload(bench);

      assertThat(restore(bench, backup).json().path("held").asInt()).isEqualTo(1);
      upload(bench);

      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000417");
      assertThat(bench.cli("quarantine", "list").out()).contains("restore.delete-held");
    }
  }

  @Test
  void whatIsNoBackupOfThisStationIsRefusedAndChangesNothing() throws Exception {
    try (Bench bench = counting()) {
      assertThat(serial(bench, "A")).isEqualTo("000007");
      Path good = backup(bench, "good");
      byte[] journal = Files.readAllBytes(bench.journal());

      assertRefused(restore(bench, bench.folder().resolve("none")), "restore.no-hash");
      assertRefused(restore(bench, altered(bench, good, "printf x >> $F")), "restore.changed");
      assertRefused(
          restore(bench, altered(bench, good, "sqlite3 $F 'DELETE FROM events';" + HASH)),
          "restore.foreign");
      assertRefused(
          restore(bench, altered(bench, good, "printf 'no database' > $F;" + HASH)),
          "restore.foreign");
      assertRefused(
          restore(
              bench,
              altered(
                  bench, good, "sqlite3 $F 'INSERT INTO schema_version VALUES (99, 0)';" + HASH)),
          "storage.newer");
      bench.settings().setText("station", "id", "line4-b");
      assertRefused(restore(bench, good), "restore.foreign");
      bench.settings().setText("station", "id", "line3-a");
      assertThat(Files.readAllBytes(bench.journal())).isEqualTo(journal);
      try (Daemon unused = bench.daemon()) {
        assertRefused(restore(bench, good), "station.owned");
      }
      assertThat(bench.state()).isDirectoryNotContaining("glob:**/*restoring*");
    }
  }

  private static final String HASH = " sha256sum $F > $F.sha256";

  private static Path altered(Bench bench, Path good, String how) {
    Path file = bench.folder().resolve("altered");
    String unused =
        Tools.run(
            Map.of("GOOD", good.toString(), "F", file.toString()),
            "cp $GOOD $F; cp $GOOD.sha256 $F.sha256; " + how);
    return file;
  }
}
