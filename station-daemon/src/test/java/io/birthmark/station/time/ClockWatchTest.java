package io.birthmark.station.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.database.HandClock;
import io.birthmark.station.journal.ClockEvents;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.Sqlite3;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal is the clock's memory: what it says of the time holds over a restart. */
class ClockWatchTest {
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path dir;
  private final HandClock system = new HandClock();
  private List<Floor> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    opened = new ArrayList<>(List.of(new Floor(dir)));
  }

  @AfterEach
  void close() {
    opened.forEach(Floor::close);
  }

  private Floor floor() {
    return opened.get(0);
  }

  /** A station starts on this journal. */
  private StationClock started() {
    StationClock clock =
        new StationClock(system, () -> Duration.ZERO, Synchronisation.none(), BUILT);
    new ClockEvents(floor().database).newestTrusted().ifPresent(clock::startFrom);
    watch(clock).look();
    return clock;
  }

  private ClockWatch watch(StationClock clock) {
    return new ClockWatch(clock, new ClockEvents(floor().database));
  }

  private String events() {
    return Sqlite3.on(
        dir.resolve("journal.db"), "SELECT kind, who, detail FROM events WHERE kind LIKE 'clock%'");
  }

  private static final String LOST = "clock.lost|station|{\"newest\":\"2026-11-23T06:00:00Z\"}";

  @Test
  void aGoodTimeIsNoEvent() {
    floor().provision("000001", Board.number(1));

    assertThat(started().objection()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void lossAndReturnAreWrittenOnceEach() {
    floor().provision("000001", Board.number(1));
    system.set(Instant.EPOCH);

    StationClock clock = started();
    ClockWatch watch = watch(clock);
    watch.look();
    assertThat(events()).isEqualTo(LOST);

    system.set(Instant.parse("2026-11-25T00:00:00Z"));
    watch.look();
    watch.look();
    assertThat(events()).isEqualTo(LOST + "\nclock.trusted|station|{}");
  }

  /** Times that were only guessed do not become a bar that the true one has to pass. */
  @Test
  void afterARestartTheNewestTrustedTimeCountsAndNoneThatWasGuessed() {
    floor().provision("000001", Board.number(1));
    system.set(Instant.EPOCH);
    started();
    floor().clock.advance(Duration.ofDays(2));
    floor().provision("000002", Board.number(2));

    system.set(Instant.parse("2026-11-23T07:00:00Z"));

    assertThat(started().objection()).isEmpty();
  }

  @Test
  void aWrongFutureInTheJournalEndsWithAPersonsWord() {
    floor().clock.set(Instant.parse("2031-01-01T00:00:00Z"));
    floor().provision("000001", Board.number(1));
    StationClock clock = started();
    assertThat(clock.objection()).isPresent();

    assertThat(watch(clock).confirm("user:anna", "the battery was changed")).isTrue();

    assertThat(clock.objection()).isEmpty();
    assertThat(events())
        .endsWith("clock.trusted|user:anna|{\"reason\":\"the battery was changed\"}");
    assertThat(started().objection()).as("also after a restart").isEmpty();
  }
}
