package io.birthmark.demo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether the daemon is after 24 hours' work as large as after two. The work is compressed, not the
 * clock: what is done in a day is done one thing after the other, without the time between.
 */
final class WorkingDay implements Measurement {
  /** The first hour loads code and fills caches. */
  private static final int BASE = 2;

  /** By then what is seldom done has been done often enough to be compiled. */
  private static final int WARM = 6;

  /** The journal keeps up to four connections for reading, which open two files each. */
  private static final int FILES_OF_READERS = 8;

  private static final long REST_MILLIS = 1500;

  @Override
  public String name() {
    return "day";
  }

  @Override
  public String what() {
    return "24 hours' work on one daemon: its memory, threads, files and journal";
  }

  @Override
  public List<String> keys() {
    return List.of("day_rss_last_over_first_hour", "day_fds_growth");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot =
        Workbench.noTpms().or(() -> Workbench.missing(List.of("softhsm2-util")));
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    DayPlan plan = bench.extent().day();
    DaySamples samples = new DaySamples();
    ExecutorService people = Executors.newFixedThreadPool(DayLine.SLOTS + 1);
    try (DayLine line = DayLine.open(bench, plan.devicesAnHour())) {
      Thread.sleep(REST_MILLIS);
      samples.add(line.sample(0));
      long from = System.nanoTime();
      for (int hour = 0; hour < DayPlan.HOURS; hour++) {
        work(line, plan, hour, people, samples);
        bench.progress().step(hour + 1, DayPlan.HOURS, "hours");
      }
      double minutes = (System.nanoTime() - from) / 60e9;
      line.upload();
      line.expectAllEnrolled();
      return result(bench, plan, samples, line, minutes);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      people.shutdownNow();
    }
  }

  private static void work(
      DayLine line, DayPlan plan, int hour, ExecutorService people, DaySamples samples)
      throws IOException, InterruptedException, ExecutionException {
    if (DayPlan.AWAY.contains(hour)) {
      line.serviceGoes();
    }
    if (plan.comesBack(hour)) {
      line.serviceComesBack();
    }
    if (DayPlan.RELOADS.contains(hour)) {
      line.reload();
    }
    if (hour > 0) {
      mishaps(line, plan, hour);
    }
    for (int turn = 0; turn < plan.turns(); turn++) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int slot = 0; slot < DayLine.SLOTS; slot++) {
        int at = slot;
        int first = turn * plan.devices();
        work.add(
            () -> {
              workAt(line, at, first, first + plan.devices());
              return true;
            });
      }
      boolean begins = turn == 0;
      work.add(
          () -> {
            lookAfter(line, plan, hour, begins);
            return true;
          });
      for (Future<Boolean> done : people.invokeAll(work)) {
        boolean unused = done.get();
      }
      samples.add(line.sample(hour + (turn + 1) / (double) plan.turns()));
    }
  }

  /** A label is scanned twice, one is torn off, now and then a device is dead. */
  private static void mishaps(DayLine line, DayPlan plan, int hour)
      throws IOException, InterruptedException {
    int ofLastHour = plan.devicesAnHour() - 2;
    line.refuseLabelOf(0, ofLastHour);
    line.show(ofLastHour);
    line.reprint(ofLastHour);
    if (hour % 3 == 0) {
      line.refuseDead(1);
    }
  }

  /** This turn's devices that come to this slot; the last of them is put in twice. */
  private static void workAt(DayLine line, int slot, int from, int to)
      throws IOException, InterruptedException {
    int last = -1;
    for (int tpm = from; tpm < to; tpm++) {
      if (tpm % DayLine.SLOTS == slot) {
        line.build(tpm);
        last = tpm;
      }
    }
    if (last >= 0 && slot == 0) {
      line.again(last);
    }
  }

  /** What others do meanwhile: each turn somebody looks how it is, each hour more. */
  private static void lookAfter(DayLine line, DayPlan plan, int hour, boolean begins)
      throws IOException, InterruptedException {
    line.look("status");
    if (!begins) {
      return;
    }
    if (plan.comesBack(hour)) {
      line.upload();
    }
    for (String verb : List.of("doctor", "devices", "quarantine list")) {
      line.look(verb);
    }
    line.export();
    if (hour == DayPlan.BACKUP) {
      line.backUp();
    }
  }

  private static Result result(
      Workbench bench, DayPlan plan, DaySamples samples, DayLine line, double minutes)
      throws IOException {
    int last = DayPlan.HOURS;
    double base = samples.median(BASE, DaySample::residentMegabytes);
    double warm = samples.median(WARM, DaySample::residentMegabytes);
    double end = samples.median(last, DaySample::residentMegabytes);
    double files = samples.median(BASE, DaySample::files);
    double filesAtTheEnd = samples.median(last, DaySample::files);
    Path graph = Files.writeString(bench.result("day.svg"), new DayChart(plan, samples).svg());
    List<String> notes = new ArrayList<>();
    notes.add("a day's work, hour by hour (medians; of the heap the least); graph: " + graph);
    notes.addAll(samples.table(1, 2, 3, 6, 10, 12, 18, 24));
    return new Result.Measured(
        List.of(
            new Figure(
                "day_rss_last_over_first_hour",
                end / base,
                "",
                Goal.atMost(1.05),
                String.format(
                    Locale.ROOT,
                    "%.1f MB in hour %d ÷ %.1f MB in hour %d; ÷ %.1f MB in hour %d it is %.3f (at"
                        + " rest, before the first device, %.1f MB); %,d new devices in %d"
                        + " slots, %,d voided, %d reloads, the"
                        + " service away for %d hours, in %.1f min",
                    end,
                    last,
                    base,
                    BASE,
                    warm,
                    WARM,
                    end / warm,
                    samples.atRest().residentMegabytes(),
                    plan.allDevices(),
                    DayLine.SLOTS,
                    line.voided(),
                    line.reloads(),
                    DayPlan.AWAY.size(),
                    minutes)),
            new Figure(
                "day_fds_growth",
                filesAtTheEnd - files,
                "",
                Goal.atMost(FILES_OF_READERS),
                String.format(
                    Locale.ROOT,
                    "%.0f open files in hour %d − %.0f in hour %d; threads %.0f and %.0f",
                    filesAtTheEnd,
                    last,
                    files,
                    BASE,
                    samples.median(last, DaySample::threads),
                    samples.median(BASE, DaySample::threads)))),
        notes);
  }
}
