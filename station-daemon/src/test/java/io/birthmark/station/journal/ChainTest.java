package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.journal.ChainBreak.Kind;
import io.birthmark.station.journal.Floor.Board;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every event vouches for all before it; whoever changes one changes what all later ones say. */
class ChainTest {
  private static final int DEVICES = 5;
  private static final int EVENTS = 2 * DEVICES + 1;
  private static final String TO_THE_LEFT =
      "UPDATE events SET id = -id WHERE id > %1$d; UPDATE events SET id = -id - 1 WHERE id < 0;";
  private static final String TO_THE_RIGHT =
      "UPDATE events SET id = -id WHERE id >= %1$d; UPDATE events SET id = -id + 1 WHERE id < 0;";

  @TempDir Path dir;
  private Path file = Path.of("journal.db");

  /** Eleven events: begun and passed for each device, and one voided with a reason in Greek. */
  @BeforeEach
  void fill() {
    file = dir.resolve("journal.db");
    try (Floor floor = new Floor(dir)) {
      for (int i = 1; i <= DEVICES; i++) {
        floor.provision("00000" + i, Board.number(i));
      }
      floor.journal.voidDevice("000002", "λάθος: 'a', 12:\"b\",", "user:anna");
    }
  }

  private Optional<ChainBreak> walk() {
    try (Database database = Database.open(file, new HandClock())) {
      return new Chain(database).walk(event -> {});
    }
  }

  private Optional<ChainBreak> after(String sql) {
    Sqlite3.on(file, sql);
    return walk();
  }

  @Test
  void whatNobodyTouchedHoldsFromTheFirstToTheLast() {
    List<Chain.Sound> events = new ArrayList<>();
    try (Database database = Database.open(file, new HandClock())) {
      assertThat(new Chain(database).walk(events::add)).isEmpty();
    }

    assertThat(events).hasSize(EVENTS);
    assertThat(events.get(EVENTS - 1).kind()).isEqualTo("device.voided");
  }

  /** The page for auditors has it all: sqlite3 and eight lines of shell, nothing of ours. */
  @Test
  void theScriptOnThePageFindsTheSame() throws IOException {
    Path script = Files.writeString(dir.resolve("verify.sh"), scriptOnThePage());

    assertThat(Sqlite3.run(List.of("bash", script.toString(), file.toString())))
        .startsWith(EVENTS + " events hold");

    Sqlite3.on(file, "UPDATE events SET who = 'user:bob' WHERE id = 7");
    assertThatThrownBy(() -> Sqlite3.run(List.of("bash", script.toString(), file.toString())))
        .hasMessageContaining("broken at event 7");
  }

  private static String scriptOnThePage() throws IOException {
    Matcher script =
        Pattern.compile("```bash\n(#!/bin/bash\n.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", "audit.md")));
    assertThat(script.find()).isTrue();
    return script.group(1);
  }

  @Test
  void aChangeIsFoundInEveryColumn() {
    for (String change :
        List.of(
            "at = at + 1",
            "who = 'user:bob'",
            "kind = 'run.ended'",
            "run = 1",
            "run = NULL",
            "device = 1",
            "enrollment = NULL",
            "detail = '{}'",
            "detail = ''",
            "hash = zeroblob(32)",
            "hash = NULL")) {
      Sqlite3.on(file, "CREATE TABLE was AS SELECT * FROM events WHERE id = 6");
      assertThat(after("UPDATE events SET " + change + " WHERE id = 6"))
          .as(change)
          .contains(new ChainBreak(Kind.CHANGED, 6, 0));
      Sqlite3.on(file, "REPLACE INTO events SELECT * FROM was; DROP TABLE was");
    }
    assertThat(walk()).as("put back as it was").isEmpty();
  }

  @Test
  void toGiveADeviceAnotherNameBreaksTheChainWhereItBegan() {
    assertThat(after("UPDATE devices SET serial = '000009' WHERE serial = '000003'"))
        .contains(new ChainBreak(Kind.CHANGED, 5, 0));
    Sqlite3.on(file, "UPDATE devices SET serial = '000003' WHERE serial = '000009'");
    assertThat(after("UPDATE devices SET registration_id = 'press-x' WHERE serial = '000004'"))
        .contains(new ChainBreak(Kind.CHANGED, 7, 0));
  }

  @Test
  void whatWasTakenOutLeavesAGap() {
    assertThat(after("DELETE FROM events WHERE id IN (4, 5)"))
        .contains(new ChainBreak(Kind.REMOVED, 4, 2));
  }

  @Test
  void whatWasTakenOutIsMissedThoughTheGapWasClosed() {
    assertThat(after("DELETE FROM events WHERE id = 4;" + TO_THE_LEFT.formatted(4)))
        .contains(new ChainBreak(Kind.REMOVED, 4, 1));
  }

  @Test
  void theFirstEventCannotGoUnseen() {
    assertThat(after("DELETE FROM events WHERE id = 1;" + TO_THE_LEFT.formatted(1)))
        .contains(new ChainBreak(Kind.REMOVED, 1, 1));
  }

  @Test
  void whatWasPutInIsAStranger() {
    assertThat(
            after(
                TO_THE_RIGHT.formatted(5)
                    + "INSERT INTO events (id, at, who, kind, hash)"
                    + " VALUES (5, 0, 'user:bob', 'run.passed', zeroblob(32))"))
        .contains(new ChainBreak(Kind.INSERTED, 5, 0));
  }

  @Test
  void aStrangerWithAGoodHashOfItsOwnIsNamedByTheOneItPushedAway() {
    Bytes fourth =
        Bytes.ofHex(Sqlite3.on(file, "SELECT lower(hex(hash)) FROM events WHERE id = 4"));
    EventText stranger =
        new EventText(
            List.of(
                Optional.of("5"),
                Optional.of("0"),
                Optional.of("user:bob"),
                Optional.of("user.added"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

    assertThat(
            after(
                TO_THE_RIGHT.formatted(5)
                    + "INSERT INTO events (id, at, who, kind, hash)"
                    + " VALUES (5, 0, 'user:bob', 'user.added', x'"
                    + stranger.after(fourth).hex()
                    + "')"))
        .contains(new ChainBreak(Kind.INSERTED, 5, 0));
  }

  @Test
  void anEventBeforeTheFirstIsAStranger() {
    assertThat(after("INSERT INTO events (id, at, who, kind) VALUES (-3, 0, 'x', 'y')"))
        .contains(new ChainBreak(Kind.INSERTED, -3, 0));
  }

  @Test
  void twoThatChangedPlacesAreOutOfOrder() {
    assertThat(
            after(
                "UPDATE events SET id = -3 WHERE id = 3; UPDATE events SET id = 3 WHERE id = 8;"
                    + " UPDATE events SET id = 8 WHERE id = -3"))
        .contains(new ChainBreak(Kind.REORDERED, 3, 0));
  }

  @Test
  void twoNeighboursThatChangedPlacesAreOutOfOrder() {
    assertThat(
            after(
                "UPDATE events SET id = -10 WHERE id = 10; UPDATE events SET id = 10 WHERE id = 11;"
                    + " UPDATE events SET id = 11 WHERE id = -10"))
        .contains(new ChainBreak(Kind.REORDERED, 10, 0));
  }

  @Test
  void aTransactionThatWasRolledBackLeavesNoTrace() {
    try (Floor floor = new Floor(dir)) {
      assertThatThrownBy(
              () ->
                  floor.database.write(
                      tx -> {
                        EventLog.append(tx, floor.clock.instant(), "x", "y", EventLog.Subject.NONE);
                        throw new IllegalStateException("the power is cut");
                      }))
          .hasMessage("the power is cut");
      floor.provision("000077", Board.number(77));
    }

    assertThat(walk()).isEmpty();
  }

  @Test
  void anOlderJournalIsChainedFromItsFirstEvent() throws IOException {
    asBeforeTheChain();

    assertThat(walk()).isEmpty();

    assertThat(Sqlite3.on(file, "SELECT id, kind, detail FROM events ORDER BY id DESC LIMIT 1"))
        .isEqualTo("12|journal.chained|{\"events\":11}");
    assertThat(after("UPDATE events SET who = 'user:bob' WHERE id = 9"))
        .contains(new ChainBreak(Kind.CHANGED, 9, 0));
  }

  /** The same devices and events, in a journal as it was before there was a chain. */
  private void asBeforeTheChain() throws IOException {
    Path old = dir.resolve("old.db");
    for (int version = 1; version <= 3; version++) {
      Sqlite3.on(
          old,
          // What begins with dashes would be taken for an option.
          "\n"
              + Files.readString(
                  Path.of(
                      "src/main/resources/io/birthmark/station/database/000" + version + ".sql")));
    }
    String devices =
        "id, serial, registration_id, hardware, token, product, state, attestation, evidence,"
            + " begun_at, provisioned_at";
    String events = "id, at, who, kind, run, device, enrollment, detail";
    Sqlite3.on(
        old,
        "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL);"
            + " INSERT INTO schema_version VALUES (1, 0), (2, 0), (3, 0);"
            + (" ATTACH '" + file + "' AS newer;")
            + (" INSERT INTO devices (" + devices + ") SELECT " + devices + " FROM newer.devices;")
            + (" INSERT INTO events (" + events + ") SELECT " + events)
            + " FROM newer.events ORDER BY id");
    Files.move(old, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aNewJournalIsEmpty() throws IOException {
    Path fresh = Files.createDirectory(dir.resolve("fresh"));
    try (Floor floor = new Floor(fresh)) {
      assertThat(floor.database.integrity()).isEmpty();
    }

    assertThat(Sqlite3.on(fresh.resolve("journal.db"), "SELECT count(*) FROM events"))
        .isEqualTo("0");
  }
}
