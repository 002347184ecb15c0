package io.birthmark.demo.bench;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Which measurements are made, and in which order. */
public final class BenchProgram {
  private static final List<Measurement> ALL =
      List.of(
          new CommandTable(),
          new FirstRunOverhead(),
          new PacedRuns(),
          new ShellPairs(),
          new DeviceSyncs(),
          new ParallelSlots(),
          new HangingSlot(),
          new Starts(),
          new ThousandRuns(),
          new WorkingDay(),
          new Backlogs(),
          new FullJournal());

  private final List<Measurement> chosen;

  private BenchProgram(List<Measurement> chosen) {
    this.chosen = chosen;
  }

  /** The names to choose from. */
  public static List<String> names() {
    return ALL.stream().map(Measurement::name).toList();
  }

  /** All measurements of these names; all there are if there is no name. */
  public static BenchProgram of(Set<String> only) {
    return new BenchProgram(
        ALL.stream()
            .filter(measurement -> only.isEmpty() || only.contains(measurement.name()))
            .toList());
  }

  /** Measures one after the other; one that fails does not keep the others from their turn. */
  public BenchReport carryOut(Workbench bench) throws InterruptedException {
    BenchReport report = new BenchReport(Machine.description());
    for (Measurement measurement : chosen) {
      bench.progress().begin(measurement.name() + ": " + measurement.what());
      report.add(measurement, result(measurement, bench));
    }
    bench.progress().end();
    return report;
  }

  private static Result result(Measurement measurement, Workbench bench)
      throws InterruptedException {
    try {
      return measurement.take(bench);
    } catch (IOException | RuntimeException e) {
      return new Result.Broken(e.toString());
    }
  }
}
