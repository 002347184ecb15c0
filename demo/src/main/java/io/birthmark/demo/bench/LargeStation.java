package io.birthmark.demo.bench;

import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A real daemon on a journal with many devices: its start, and its memory while it reconciles. */
record LargeStation(Workbench bench, int devices) {
  static final List<String> KEYS =
      List.of("large_ready_over_empty", "reconcile_rss_mb", "reconcile_over_rest");
  private static final int STARTS = 3;
  private static final long REST_MILLIS = 1500;

  /**
   * Measures.
   *
   * @param folder where {@code state/journal.db} is the journal with the devices
   */
  List<Figure> measure(Path folder) throws IOException, InterruptedException {
    try (ListedService service = ListedService.start(folder, devices)) {
      Path roots = Files.createDirectory(folder.resolve("roots"));
      Files.writeString(roots.resolve("root.pem"), service.certificate());
      StationConfig large = BenchConfig.write(folder, roots, service);
      StationConfig empty = BenchConfig.write(bench.newFolder("empty"), roots, service);
      Samples readyLarge = new Samples();
      Samples readyEmpty = new Samples();
      start(empty);
      for (int i = 0; i < STARTS; i++) {
        readyLarge.add(start(large));
        readyEmpty.add(start(empty));
      }
      try (MeasuredDaemon daemon = MeasuredDaemon.start(bench, large, List.of())) {
        Thread.sleep(REST_MILLIS);
        double rest = daemon.residentMegabytes();
        long from = System.nanoTime();
        long entries = daemon.reconcile();
        double seconds = (System.nanoTime() - from) / 1e9;
        if (entries != devices) {
          throw new IOException("only " + entries + " entries of " + devices + " were read");
        }
        double peak = daemon.mostResidentMegabytes();
        return List.of(
            ready(readyLarge.median(), readyEmpty.median()),
            new Figure(
                "reconcile_rss_mb",
                peak,
                "MB",
                Goal.low(),
                String.format(
                    Locale.ROOT,
                    "the most that the daemon ever had in memory, after %,d entries were compared in"
                        + " %.0f s; the service is one that makes its pages as it is asked for them",
                    entries,
                    seconds)),
            new Figure(
                "reconcile_over_rest",
                peak / rest,
                "",
                Goal.low(),
                String.format(Locale.ROOT, "÷ at rest, before, %.1f MB", rest)));
      }
    }
  }

  private Figure ready(double large, double empty) {
    return new Figure(
        "large_ready_over_empty",
        large / empty,
        "",
        Goal.low(),
        String.format(
            Locale.ROOT,
            "from bin/birthmark to ready %.0f ms with %,d devices ÷ %.0f ms with none; medians of %d",
            large,
            devices,
            empty,
            STARTS));
  }

  private double start(StationConfig config) throws IOException {
    try (ForkedJvm daemon =
        ForkedJvm.start(
            List.of(bench.launcher().toString(), "run", "--config", config.file().toString()),
            "ready: station")) {
      return daemon.readyMillis();
    }
  }
}
