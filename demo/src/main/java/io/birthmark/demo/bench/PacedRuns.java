package io.birthmark.demo.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the station adds beside a TPM that is as slow as one in hardware. */
final class PacedRuns implements Measurement {
  // The station's share does not shrink with the TPM's, so that this is the harder measure.
  private static final HardwarePace PACE = new HardwarePace(0.1);

  @Override
  public String name() {
    return "paced";
  }

  @Override
  public String what() {
    return "first runs beside a TPM at " + PACE.text();
  }

  @Override
  public List<String> keys() {
    return List.of("first_run_over_paced_tpm");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    Samples ratio = new Samples();
    Samples wall = new Samples();
    Samples inside = new Samples();
    try (BenchLine line = BenchLine.open(bench, 1, PACE::around)) {
      line.warmUp(3);
      for (int i = 0; i < bench.extent().pacedRuns(); i++) {
        TimedRun run = line.firstRun(0);
        ratio.add(run.wallMillis() / run.insideMillis());
        wall.add(run.wallMillis());
        inside.add(run.insideMillis());
      }
    }
    return Result.of(
        new Figure(
            "first_run_over_paced_tpm",
            ratio.median(),
            "",
            Goal.atMost(1.03),
            String.format(
                Locale.ROOT,
                "wall %.1f ms ÷ inside the TPM %.1f ms, at %s, medians of %d runs",
                wall.median(),
                inside.median(),
                PACE.text(),
                ratio.count())));
  }
}
