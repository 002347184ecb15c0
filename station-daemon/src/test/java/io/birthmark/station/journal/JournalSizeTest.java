package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.journal.Floor.Board;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promise to SD cards: at most 2 KB a device over all tables and indexes. */
class JournalSizeTest {
  private static final int DEVICES = 2000;

  @TempDir Path dir;

  @Test
  void aDeviceFromTheRangeToEnrolledTakesAtMost2Kilobytes() throws Exception {
    try (Floor floor = new Floor(dir)) {
      for (int i = 0; i < DEVICES; i++) {
        Board board = Board.number(i);
        floor.serials.take("press", 1, 1_000_000, Optional.of(board.ek()));
        floor.provision(String.format("%06d", i), board);
        if (i % 10 == 9) {
          List<QueuedEnrollment> batch = floor.queue.nextBatch(10, floor.clock.instant());
          floor.queue.markSending(batch);
          floor.queue.settle(
              batch.stream().map(QueuedEnrollment::id).map(Settlement.Done::new).toList());
        }
      }
      assertThat(floor.queue.backlog().isEmpty()).isTrue();
    }

    long perDevice = Files.size(dir.resolve("journal.db")) / DEVICES;

    System.getLogger(JournalSizeTest.class.getName())
        .log(System.Logger.Level.INFO, "{0} bytes a device", perDevice);
    assertThat(perDevice).isLessThanOrEqualTo(2048);
  }
}
