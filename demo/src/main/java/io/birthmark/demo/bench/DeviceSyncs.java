package io.birthmark.demo.bench;

import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How often the disk is waited for in a device's first run. */
final class DeviceSyncs implements Measurement {
  private static final int DEVICES = 8;

  @Override
  public String name() {
    return "fsyncs";
  }

  @Override
  public String what() {
    return "how often a first run waits for the disk";
  }

  @Override
  public List<String> keys() {
    return List.of("fsyncs_per_device");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    return Workbench.missing(List.of("strace")).isEmpty() ? traced(bench) : counted(bench);
  }

  /** The daemon's own calls to the kernel. */
  private static Result traced(Workbench bench) throws IOException, InterruptedException {
    Path folder = bench.newFolder("syncs");
    Path trace = folder.resolve("trace");
    List<String> devices = new ArrayList<>();
    for (FreshTpm tpm : bench.tpms(DEVICES)) {
      devices.add(tpm.reset().address().toString());
    }
    StationConfig config = BenchConfig.write(folder, bench.roots(), devices);
    List<String> strace =
        List.of("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace.toString());
    try (MeasuredDaemon daemon = MeasuredDaemon.start(bench, config, strace)) {
      long before = syncs(trace);
      for (int i = 0; i < DEVICES; i++) {
        daemon.provision(i, String.format("%06d", i + 1));
      }
      long made = syncs(trace) - before;
      return figure(
          (double) made / DEVICES,
          String.format(
              Locale.ROOT,
              "%d fsync and fdatasync calls of the daemon in %d first runs, counted by strace;"
                  + " uploading adds two for a batch of ten",
              made,
              DEVICES));
    }
  }

  private static long syncs(Path trace) throws IOException {
    return Files.readAllLines(trace).stream()
        .filter(line -> line.contains("sync(") && !line.contains("resumed"))
        .count();
  }

  private static Result counted(Workbench bench) throws IOException, InterruptedException {
    Samples commits = new Samples();
    try (BenchLine line = BenchLine.open(bench, 1)) {
      for (int i = 0; i < DEVICES; i++) {
        commits.add((double) line.firstRun(0).commits());
      }
    }
    return figure(
        commits.median(),
        "commits of a first run, counted by the database; strace is not installed, which would"
            + " count the calls themselves");
  }

  private static Result figure(double value, String beside) {
    return Result.of(new Figure("fsyncs_per_device", value, "", Goal.low(), beside));
  }
}
