package io.birthmark.demo.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the station adds to the time that the TPM needs anyway. */
final class FirstRunOverhead implements Measurement {
  /** The goal, to which the disk's time is added: it is the disk's. */
  private static final double OURS_MILLIS = 6;

  @Override
  public String name() {
    return "overhead";
  }

  @Override
  public String what() {
    return "first runs, warm: wall time without the TPM's";
  }

  @Override
  public List<String> keys() {
    return List.of("first_run_overhead_ms");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    Samples overhead = new Samples();
    Samples wall = new Samples();
    Samples inside = new Samples();
    Samples handOver = new Samples();
    Samples commits = new Samples();
    Samples committing = new Samples();
    try (BenchLine line = BenchLine.open(bench, 1)) {
      line.warmUp(bench.extent().warmUps());
      for (int i = 0; i < bench.extent().runs(); i++) {
        TimedRun run = line.firstRun(0);
        overhead.add(run.overheadMillis());
        wall.add(run.wallMillis());
        inside.add(run.insideMillis());
        handOver.add(run.handOverMillis());
        commits.add((double) run.commits());
        committing.add(run.committingMillis());
      }
    }
    return Result.of(
        new Figure(
            "first_run_overhead_ms",
            overhead.median(),
            "ms",
            Goal.atMost(Math.round((OURS_MILLIS + committing.median()) * 10) / 10.0),
            String.format(
                Locale.ROOT,
                "wall %.1f − inside the TPM %.1f, medians of %d runs, least %.1f; %.1f of it wait"
                    + " for the disk in %.0f commits, so that the goal is %.0f more; handing"
                    + " commands to the thread with the time limit takes %.1f",
                wall.median(),
                inside.median(),
                overhead.count(),
                overhead.least(),
                committing.median(),
                commits.median(),
                OURS_MILLIS,
                handOver.median())));
  }
}
