package io.birthmark.demo.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whether slots wait for each other: eight devices at once against one alone. */
final class ParallelSlots implements Measurement {
  private static final int SLOTS = 8;

  @Override
  public String name() {
    return "slots";
  }

  @Override
  public String what() {
    return SLOTS + " slots at once against one, beside TPMs at a hardware TPM's pace";
  }

  @Override
  public List<String> keys() {
    return List.of("slots8_over_slots1");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    HardwarePace pace = new HardwarePace(bench.extent().slotPace());
    Samples alone = new Samples();
    Samples together = new Samples();
    try (BenchLine line = BenchLine.open(bench, SLOTS, pace::around)) {
      for (int i = 0; i < bench.extent().slotRounds(); i++) {
        alone.add(seconds(line, 1));
        together.add(seconds(line, SLOTS));
        bench.progress().step(i + 1, bench.extent().slotRounds(), "round");
      }
    }
    return Result.of(
        new Figure(
            "slots8_over_slots1",
            SLOTS * alone.median() / together.median(),
            "",
            Goal.atLeast(7.5),
            String.format(
                Locale.ROOT,
                "8 devices in %.2f s, the last one counts, against 1 in %.2f s, at %s, medians of"
                    + " %d rounds; 1.0 is a serial station",
                together.median(),
                alone.median(),
                pace.text(),
                alone.count())));
  }

  /** From the moment that all slots start to the end of the last. */
  private static double seconds(BenchLine line, int slots)
      throws IOException, InterruptedException {
    List<Callable<TimedRun>> runs = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      int place = i;
      line.putNewDeviceIn(place);
      runs.add(() -> line.run(place));
    }
    ExecutorService workers = Executors.newFixedThreadPool(slots);
    try {
      long from = System.nanoTime();
      for (Future<TimedRun> run : workers.invokeAll(runs)) {
        TimedRun unused = run.get();
      }
      return (System.nanoTime() - from) / 1e9;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }
}
