package io.birthmark.demo.bench;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the daemon grows with its work. */
final class ThousandRuns implements Measurement {
  private static final int DEVICES = 4;
  private static final long REST_MILLIS = 1500;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String what() {
    return "the daemon's memory, at rest and after many runs";
  }

  @Override
  public List<String> keys() {
    return List.of("rss_after_1000_over_rest");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    Path folder = bench.newFolder("memory");
    int runs = bench.extent().daemonRuns();
    try (DpsEmulator dps = DpsEmulator.start(EmulatorOptions.builder().build())) {
      List<String> devices = new ArrayList<>();
      for (FreshTpm tpm : bench.tpms(DEVICES)) {
        devices.add(tpm.reset().address().toString());
      }
      StationConfig config = BenchConfig.write(folder, bench.roots(), devices, dps);
      try (MeasuredDaemon daemon = MeasuredDaemon.start(bench, config, List.of())) {
        Thread.sleep(REST_MILLIS);
        double rest = daemon.residentMegabytes();
        int few = 2 * DEVICES;
        work(daemon, 0, few);
        daemon.upload();
        Thread.sleep(REST_MILLIS);
        double afterFew = daemon.residentMegabytes();
        work(daemon, few, runs);
        Thread.sleep(REST_MILLIS);
        double after = daemon.residentMegabytes();
        return Result.of(
            new Figure(
                "rss_after_1000_over_rest",
                after / rest,
                "",
                Goal.atMost(1.15),
                String.format(
                    Locale.ROOT,
                    "after %d runs (%d first ones, enrolled, then the same devices again) %.1f MB ÷"
                        + " at rest, before the first run, %.1f MB; ÷ %.1f MB after %d runs, when"
                        + " all code is loaded, it is %.2f",
                    runs,
                    DEVICES,
                    after,
                    rest,
                    afterFew,
                    few,
                    after / afterFew)));
      }
    }
  }

  private static void work(MeasuredDaemon daemon, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      int slot = i % DEVICES;
      daemon.provision(slot, String.format("%06d", slot + 1));
    }
  }
}
