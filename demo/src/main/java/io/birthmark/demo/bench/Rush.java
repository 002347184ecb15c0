package io.birthmark.demo.bench;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.DeviceAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.UploadRules;
import io.birthmark.station.enrollment.Uploader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A backlog against a service with a limit, over TLS, on a clock that jumps from call to call.
 *
 * @param once whether the station takes a bulk for one operation
 * @param countsEach whether the service counts its enrollments
 * @param second whether another client takes half of the limit, and does not ask who else is there
 */
record Rush(String name, boolean once, boolean countsEach, boolean second) {
  /** Of the service, and the station's share: it is told of nobody else. */
  static final int LIMIT = 200;

  private static final int PATIENCE_IN_STEPS = 1_000_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Every way of counting, a second client, and settings that are wrong about the service. */
  static final List<Rush> ALL =
      List.of(
          new Rush("a bulk of ten counts as ten", false, true, false),
          new Rush("it counts as one", true, false, false),
          new Rush("it counts as ten and a second client eats half", false, true, true),
          new Rush("it counts as one and a second client eats half", true, false, true),
          new Rush("it counts as ten, and the station believes as one", true, true, false),
          new Rush("it counts as one, and the station believes as ten", false, false, false));

  /**
   * What came of it.
   *
   * @param share of what the service had left for the station
   * @param sentTwice enrollments that were sent although the service had them
   * @param enrolled what the service has in the end
   */
  record Outcome(
      Rush rush,
      double share,
      long calls,
      long refused,
      long sentTwice,
      int enrolled,
      Duration took) {
    double refusedShare() {
      return refused / (double) calls;
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%s: %.1f %% of what was left for it, %d of %d calls refused (%.2f %%), %d min",
          rush.name(),
          share * 100,
          refused,
          calls,
          refusedShare() * 100,
          took.toMinutes());
    }
  }

  /** Whether the station is set to what the service does, so that all of its share can be used. */
  boolean wellSet() {
    return once || countsEach;
  }

  /** Fills a journal with a backlog, for many rushes. */
  static Path backlog(Path folder, int devices, Instant now) {
    Path file = folder.resolve("full.db");
    try (PaperLine line = new PaperLine(file, new JumpClock(now))) {
      for (int i = 1; i <= devices; i++) {
        line.pass(new PaperDevice(i));
      }
    }
    return file;
  }

  /** Lets a copy of the backlog flow. */
  Outcome play(Path full, Path folder, int devices, Instant start) throws IOException {
    JumpClock clock = new JumpClock(start);
    Path journal = Files.copy(full, folder.resolve("journal.db"));
    EmulatorOptions options =
        EmulatorOptions.builder()
            .operationsPerMinute(LIMIT)
            .bulkCountsEachItem(countsEach)
            .clock(clock)
            .build();
    try (DpsEmulator dps = DpsEmulator.start(options);
        PaperLine line = new PaperLine(journal, clock)) {
      CountedService service = new CountedService(Emulated.client(dps, folder, clock), countsEach);
      Uploader uploader =
          new Uploader(
              line.queue(),
              service,
              new UploadRules(LIMIT, UploadRules.LARGEST_BATCH, once),
              clock,
              new SecureRandom());
      CountedService others = new CountedService(Emulated.client(dps, folder, clock), countsEach);
      Instant othersCall = second ? start : Instant.MAX;
      // It has been there before.
      for (clock.set(start.minus(MINUTE)); second && clock.instant().isBefore(start); ) {
        takeTen(others);
        clock.advance(pauseOfOthers());
      }
      clock.set(start);
      long before = others.operations();
      Instant due = start;
      for (int step = 0; dps.enrollments() < devices + strangers(); step++) {
        if (step > PATIENCE_IN_STEPS) {
          throw new IOException("it does not get done: " + name);
        }
        if (othersCall.isBefore(due)) {
          clock.set(othersCall);
          takeTen(others);
          othersCall = othersCall.plus(pauseOfOthers());
        } else {
          clock.set(due);
          due = due.plus(uploader.step());
        }
      }
      Duration took = Duration.between(start, clock.instant());
      double left = LIMIT * (took.toMillis() / 60_000.0) - (others.operations() - before);
      // The first batch had been saved up and waited for nothing.
      int saved = countsEach ? UploadRules.LARGEST_BATCH : 1;
      return new Outcome(
          this,
          (service.operations() - saved) / left,
          service.calls(),
          service.refused(),
          service.notNew(),
          dps.enrollments() - strangers(),
          took);
    }
  }

  private int strangers() {
    return second ? UploadRules.LARGEST_BATCH : 0;
  }

  private Duration pauseOfOthers() {
    int operations = countsEach ? UploadRules.LARGEST_BATCH : 1;
    return MINUTE.multipliedBy(operations).dividedBy(LIMIT / 2);
  }

  /** A call that the service counts as it counts ours; what is there after the first is refused. */
  private static void takeTen(CountedService others) {
    BatchAnswer unused =
        others.create(
            IntStream.rangeClosed(1, UploadRules.LARGEST_BATCH)
                .mapToObj(i -> stranger(9_000_000 + i))
                .toList());
  }

  private static Enrollment stranger(int number) {
    PaperDevice device = new PaperDevice(number);
    return new Enrollment(
        device.registrationId(),
        device.serial(),
        DeviceAttestation.of(device.result().proof().orElseThrow()).orElseThrow());
  }
}
