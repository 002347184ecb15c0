package io.birthmark.demo.bench;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.station.enrollment.DeviceAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.UploadRules;
import io.birthmark.station.enrollment.Uploader;
import io.birthmark.station.journal.Backlog;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How well a backlog uses the station's share of the service, and how often the service has to say
 * that it was too much. The service's minute is compressed; the station's share grows with it.
 */
final class Backlogs implements Measurement {
  private static final int MINUTES_IN_ONE = 20;
  private static final int SHARE = 200;
  private static final int WARM_UP = 50;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * A service and those who use it.
   *
   * @param limit of the service, in operations a minute
   * @param stations with a share each, all with the same backlog
   */
  private record Scene(String name, boolean countsEach, int limit, int stations) {}

  private static final List<Scene> SCENES =
      List.of(
          new Scene("a bulk of ten counts as ten", true, SHARE, 1),
          new Scene("it counts as one", false, SHARE, 1),
          new Scene("it counts as ten and a second client takes half", true, 2 * SHARE, 2));

  private record Outcome(Scene scene, double share, long calls, long refused) {
    double refusedShare() {
      return refused / (double) calls;
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%s: %.1f %%, %d of %d calls refused",
          scene.name(),
          share * 100,
          refused,
          calls);
    }
  }

  @Override
  public String name() {
    return "upload";
  }

  @Override
  public String what() {
    return "backlogs against a service with a limit";
  }

  @Override
  public List<String> keys() {
    return List.of("budget_share", "share_429");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    // What is slow in a program's first calls, a compressed minute would make much of.
    Outcome unused = play(SCENES.get(1), WARM_UP, bench);
    for (Scene scene : SCENES) {
      outcomes.add(play(scene, bench.extent().backlog(), bench));
      bench.progress().step(outcomes.size(), SCENES.size(), scene.name());
    }
    double share = outcomes.stream().mapToDouble(Outcome::share).min().orElseThrow();
    double refused = outcomes.stream().mapToDouble(Outcome::refusedShare).max().orElseThrow();
    return new Result.Measured(
        List.of(
            new Figure(
                "budget_share",
                share,
                "",
                Goal.atLeast(0.95),
                String.format(
                    Locale.ROOT,
                    "the least of the three below; a backlog of %,d at %d a minute, a minute takes"
                        + " %.0f s",
                    bench.extent().backlog(),
                    SHARE,
                    60.0 / MINUTES_IN_ONE)),
            new Figure("share_429", refused, "", Goal.atMost(0.01), "the most of the three below")),
        notes(outcomes));
  }

  private static List<String> notes(List<Outcome> outcomes) {
    List<String> notes = new ArrayList<>();
    notes.add("share of the station's budget that a backlog uses, by how the service counts");
    outcomes.forEach(outcome -> notes.add("  " + outcome.text()));
    return notes;
  }

  private static Outcome play(Scene scene, int backlog, Workbench bench)
      throws IOException, InterruptedException {
    Path folder = bench.newFolder("upload");
    Clock clock = Clock.systemUTC();
    EmulatorOptions options =
        EmulatorOptions.builder()
            .operationsPerMinute(scene.limit())
            .bulkCountsEachItem(scene.countsEach())
            .clock(new FastClock(clock, MINUTES_IN_ONE))
            .build();
    List<PaperLine> lines = new ArrayList<>();
    try (DpsEmulator dps = DpsEmulator.start(options)) {
      List<Callable<Double>> drains = new ArrayList<>();
      for (int station = 0; station < scene.stations(); station++) {
        PaperLine line = new PaperLine(folder.resolve("journal" + station + ".db"));
        lines.add(line);
        int first = station * backlog;
        for (int i = 1; i <= backlog; i++) {
          line.pass(new PaperDevice(first + i));
        }
        Uploader uploader =
            new Uploader(
                line.queue(),
                new CompressedService(connected(dps, folder), MINUTES_IN_ONE),
                UploadRules.ofShare(SHARE * MINUTES_IN_ONE),
                clock,
                new SecureRandom());
        drains.add(() -> budgetShare(uploader, backlog, clock));
      }
      // What opened the connections must not count in the minutes that are measured.
      Thread.sleep(Duration.ofMinutes(1).toMillis() / MINUTES_IN_ONE);
      dps.requests().reset();
      double share = least(drains);
      long calls = dps.requests().total();
      return new Outcome(scene, share, calls, dps.requests().ofStatus(TOO_MANY_REQUESTS));
    } finally {
      lines.forEach(PaperLine::close);
    }
  }

  /** A client whose connection is open, as on a station that has been uploading for a while. */
  private static EnrollmentService connected(DpsEmulator dps, Path folder) throws IOException {
    EnrollmentService service = Emulated.client(dps, folder);
    PaperDevice nobody = new PaperDevice(0);
    FindAnswer unused =
        service.find(
            new Enrollment(
                nobody.registrationId(),
                nobody.serial(),
                DeviceAttestation.of(nobody.result().proof().orElseThrow()).orElseThrow()));
    return service;
  }

  private static double least(List<Callable<Double>> drains)
      throws IOException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(drains.size());
    try {
      double least = Double.MAX_VALUE;
      for (Future<Double> share : workers.invokeAll(drains)) {
        least = Math.min(least, share.get());
      }
      return least;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private static double budgetShare(Uploader uploader, int backlog, Clock clock)
      throws IOException, InterruptedException {
    long from = System.nanoTime();
    Backlog left = uploader.drain(state -> {}, clock.instant().plus(PATIENCE));
    double minutes = (System.nanoTime() - from) / 60e9;
    if (!left.isEmpty()) {
      throw new IOException(left.waiting() + " enrollments are left after " + PATIENCE);
    }
    // The first batch had been saved up and waited for nothing.
    int paid = backlog - UploadRules.LARGEST_BATCH;
    return paid / (SHARE * MINUTES_IN_ONE * minutes);
  }
}
