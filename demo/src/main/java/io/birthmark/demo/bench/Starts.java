package io.birthmark.demo.bench;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How soon the daemon is ready and how large it is then, beside a JVM that does nothing. */
final class Starts implements Measurement {
  private static final int SLOTS = 8;
  private static final long REST_MILLIS = 1500;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String what() {
    return "starts of the daemon and of a bare JVM, in turns";
  }

  @Override
  public List<String> keys() {
    return List.of("ready_over_bare_jvm", "rss_over_bare_jvm");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Path folder = bench.newFolder("start");
    Samples ready = new Samples();
    Samples bareReady = new Samples();
    Samples resident = new Samples();
    Samples bareResident = new Samples();
    try (DpsEmulator dps = DpsEmulator.start(EmulatorOptions.builder().build())) {
      Path roots = Files.createDirectory(folder.resolve("roots"));
      Files.writeString(roots.resolve("root.pem"), dps.caCertificatePem());
      StationConfig config =
          BenchConfig.write(
              folder,
              roots,
              IntStream.range(0, SLOTS).mapToObj(i -> "tcp:127.0.0.1:" + (i + 1)).toList(),
              dps);
      List<String> daemon =
          List.of(bench.launcher().toString(), "run", "--config", config.file().toString());
      List<String> bare = new ArrayList<>();
      // The first start makes the journal, which is not what a start usually is.
      try (ForkedJvm first = ForkedJvm.start(daemon, "ready: station")) {
        bare.addAll(first.flags());
        bare.addAll(List.of("-cp", System.getProperty("java.class.path")));
        bare.add(BareJvm.class.getName());
      }
      for (int i = 0; i < bench.extent().starts(); i++) {
        measure(daemon, "ready: station", ready, resident);
        measure(bare, "ready", bareReady, bareResident);
        bench.progress().step(i + 1, bench.extent().starts(), "pair");
      }
    }
    return Result.of(
        new Figure(
            "ready_over_bare_jvm",
            ready.median() / bareReady.median(),
            "",
            Goal.atMost(3),
            String.format(
                Locale.ROOT,
                "from bin/birthmark to ready %.0f ms ÷ a bare JVM with the same flags %.0f ms,"
                    + " medians of %d alternating starts",
                ready.median(),
                bareReady.median(),
                ready.count())),
        new Figure(
            "rss_over_bare_jvm",
            resident.median() / bareResident.median(),
            "",
            Goal.atMost(2),
            String.format(
                Locale.ROOT,
                "at rest %.1f MB ÷ %.1f MB (VmRSS, %.1f s after ready)",
                resident.median(),
                bareResident.median(),
                REST_MILLIS / 1000.0)));
  }

  private static void measure(List<String> command, String word, Samples ready, Samples resident)
      throws IOException, InterruptedException {
    try (ForkedJvm jvm = ForkedJvm.start(command, word)) {
      ready.add(jvm.readyMillis());
      Thread.sleep(REST_MILLIS);
      resident.add(jvm.residentMegabytes());
    }
  }
}
