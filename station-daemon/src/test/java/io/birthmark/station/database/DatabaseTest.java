package io.birthmark.station.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final Migrations NOTES =
      new Migrations(List.of("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"));

  @TempDir Path dir;
  private final HandClock clock = new HandClock();
  private Path file = Path.of("journal.db");
  private List<Database> opened = new ArrayList<>();

  @BeforeEach
  void nameFile() {
    file = dir.resolve("journal.db");
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Database::close);
  }

  private Database open(Migrations migrations) {
    Database database = Database.open(file, clock, migrations);
    opened.add(database);
    return database;
  }

  private static long note(Database database, String text) {
    return database.write(tx -> tx.insert("INSERT INTO notes (text) VALUES (?)", text));
  }

  private static List<String> notes(Database database) {
    return database.read(
        snapshot -> snapshot.list("SELECT text FROM notes ORDER BY id", row -> row.text("text")));
  }

  private static Problem problemOf(Runnable act) {
    StorageException thrown = catchThrowableOfType(StorageException.class, act::run);
    assertThat(thrown).as("a StorageException").isNotNull();
    return thrown.problem();
  }

  @Test
  void everyCommitIsSyncedAndReadersNeverWait() {
    Database database = open(NOTES);
    List<String> modes =
        database.write(
            tx ->
                List.of(
                    tx.first("PRAGMA journal_mode", row -> row.text("journal_mode")).orElseThrow(),
                    tx.first("PRAGMA synchronous", row -> row.text("synchronous")).orElseThrow(),
                    tx.first("PRAGMA foreign_keys", row -> row.text("foreign_keys"))
                        .orElseThrow()));

    assertThat(modes).containsExactly("wal", "2", "1");
  }

  @Test
  void aWriteIsAllOrNothing() {
    Database database = open(NOTES);
    note(database, "kept");

    assertThatThrownBy(
            () ->
                database.write(
                    tx -> {
                      tx.change("INSERT INTO notes (text) VALUES ('lost')");
                      throw new IllegalArgumentException("half way");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    note(database, "after");
    assertThat(notes(database)).containsExactly("kept", "after");
  }

  @Test
  void aReaderSeesTheLastCommitWhileAWriteIsUnderWay() throws Exception {
    Database database = open(NOTES);
    note(database, "first");
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    var threads = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> writing =
          threads.submit(
              () ->
                  database.write(
                      tx -> {
                        tx.change("INSERT INTO notes (text) VALUES ('second')");
                        written.countDown();
                        return await(read);
                      }));
      assertThat(await(written)).isTrue();

      assertThat(notes(database)).containsExactly("first");

      read.countDown();
      assertThat(writing.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(notes(database)).containsExactly("first", "second");
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void writesOfManyThreadsTakeTurns() throws Exception {
    Database database = open(NOTES);
    var threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = "note " + i;
        all.add(threads.submit(() -> note(database, text)));
      }
      for (Future<Long> one : all) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(notes(database)).hasSize(200);
  }

  @Test
  void aReaderCannotWrite() {
    Database database = open(NOTES);

    assertThatThrownBy(
            () ->
                database.read(
                    snapshot -> snapshot.list("DELETE FROM notes RETURNING id", row -> row)))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void onlyCommitsThatChangedSomethingAreCounted() {
    Database database = open(NOTES);
    long before = database.commits();

    note(database, "one");
    database.write(tx -> tx.change("DELETE FROM notes WHERE text = 'none'"));
    notes(database);

    assertThat(database.commits() - before).isEqualTo(1);
  }

  @Test
  void aFullDiskIsToldAndOverOnceThereIsRoom() {
    Database database = open(NOTES);
    note(database, "before");
    database.write(tx -> tx.first("PRAGMA max_page_count = 8", row -> row));

    Problem problem =
        problemOf(
            () ->
                database.write(
                    tx -> {
                      tx.change("INSERT INTO notes (text) VALUES ('small')");
                      return tx.change("INSERT INTO notes (text) VALUES (?)", "x".repeat(100_000));
                    }));

    assertThat(problem.code()).isEqualTo("storage.full");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
    assertThat(problem.sentence()).contains(file.toString());
    assertThat(notes(database)).as("nothing of it was kept").containsExactly("before");

    database.write(tx -> tx.first("PRAGMA max_page_count = 100000", row -> row));
    note(database, "x".repeat(100_000));
    assertThat(notes(database)).hasSize(2);
  }

  @Test
  void aFileOfANewerVersionIsRefusedUntouched() throws IOException {
    Migrations newer =
        new Migrations(List.of(NOTES.script(1), "CREATE TABLE later (id INTEGER PRIMARY KEY);"));
    open(newer).close();

    Problem problem = problemOf(() -> open(NOTES));

    assertThat(problem.code()).isEqualTo("storage.newer");
    assertThat(problem.sentence()).contains(file.toString(), "schema 2", "up to 1");
    assertThat(open(newer).integrity()).isEmpty();
  }

  @Test
  void anOlderFileIsBroughtUpToDateOnce() {
    Database old = open(NOTES);
    note(old, "kept");
    old.close();
    Migrations two =
        new Migrations(
            List.of(
                NOTES.script(1),
                "ALTER TABLE notes ADD COLUMN colour TEXT;\nUPDATE notes SET colour = 'grey';"));

    open(two).close();
    Database again = open(two);

    assertThat(
            again.<List<String>>read(
                snapshot -> snapshot.list("SELECT colour FROM notes", row -> row.text("colour"))))
        .containsExactly("grey");
  }

  @Test
  void aMigrationThatFailsLeavesTheFileAsItWas() {
    open(NOTES).close();
    Migrations broken =
        new Migrations(
            List.of(NOTES.script(1), "CREATE TABLE half (id INTEGER); SELECT nonsense FROM none;"));

    assertThat(problemOf(() -> open(broken)).code()).isEqualTo("storage.failed");

    Database database = open(NOTES);
    assertThat(
            database.<List<String>>read(
                snapshot ->
                    snapshot.list(
                        "SELECT name FROM sqlite_master WHERE name = 'half'",
                        row -> row.text("name"))))
        .isEmpty();
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    Files.write(
        file, "these are not the pages you are looking for".getBytes(StandardCharsets.UTF_8));

    Problem problem = problemOf(() -> open(NOTES));

    assertThat(problem.code()).isEqualTo("storage.damaged");
    assertThat(problem.sentence()).contains(file.toString());
    assertThat(problem.action()).contains("backup");
  }

  @Test
  void damageInTheMiddleIsFoundAtOpen() throws IOException {
    Database database = open(NOTES);
    for (int i = 0; i < 2000; i++) {
      note(database, "note number " + i);
    }
    database.close();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(3 * 4096L);
      bytes.write(Bytes.ofHex("5a".repeat(4096)).toArray());
    }

    assertThat(problemOf(() -> open(NOTES)).code()).isEqualTo("storage.damaged");
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    file = dir.resolve("nowhere").resolve("journal.db");

    Problem problem = problemOf(() -> open(NOTES));

    assertThat(problem.code()).isEqualTo("storage.cannot-open");
    assertThat(problem.sentence()).contains("nowhere");
  }

  @Test
  void aReadOnlyFileIsToldAtTheFirstWrite() {
    Database database = open(NOTES);
    // What a remounted file system does, in a way that also works for root.
    database.write(tx -> tx.change("PRAGMA query_only = ON"));

    assertThat(problemOf(() -> note(database, "refused")).code()).isEqualTo("storage.read-only");

    assertThat(notes(database)).as("reading goes on").isEmpty();
  }

  @Test
  void theRealMigrationsMakeASoundFile() {
    assertThat(open(Migrations.fromResources()).integrity()).isEmpty();
    assertThat(Migrations.fromResources().newest()).isPositive();
  }
}
