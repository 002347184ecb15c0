package io.birthmark.demo.bench;

import io.birthmark.demo.Folders;
import io.birthmark.station.ledger.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** What a journal with many devices in it costs. */
final class FullJournal implements Measurement {
  private static final Path RAM_DISK = Path.of("/dev/shm");
  private static final long ROOM_FOR_A_DEVICE = 4096;
  private static final int REOPENINGS = 5;

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public String what() {
    return "a journal with many devices: duplicates, reopening, size, a daemon on it";
  }

  @Override
  public List<String> keys() {
    List<String> keys =
        new ArrayList<>(List.of("duplicate_check_p99_ms", "reopen_ms", "journal_bytes_per_device"));
    keys.addAll(LargeStation.KEYS);
    return List.copyOf(keys);
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    int devices = bench.extent().devices();
    Path folder = bench.newFolder("journal");
    Path file = Files.createDirectory(folder.resolve("state")).resolve("journal.db");
    String filled = fillOrTake(bench, devices, file);
    double bytes = Files.size(file) / (double) devices;
    Samples reopen = new Samples();
    for (int i = 0; i < REOPENINGS; i++) {
      reopen.add(reopen(file, devices));
    }
    Samples checks = checks(file, devices, bench.extent().checks());
    List<Figure> figures = new ArrayList<>(figures(devices, reopen, checks));
    figures.add(size(bytes, devices, filled));
    figures.addAll(new LargeStation(bench, devices).measure(folder));
    return new Result.Measured(figures, List.of());
  }

  private static List<Figure> figures(int devices, Samples reopen, Samples checks) {
    return List.of(
        new Figure(
            "duplicate_check_p99_ms",
            checks.quantile(0.99),
            "ms",
            Goal.atMost(5),
            String.format(
                Locale.ROOT,
                "median %.3f, longest %.1f of %d refusals of a copied EK, a second serial, a second"
                    + " registration ID, among %,d devices",
                checks.median(),
                checks.most(),
                checks.count(),
                devices)),
        new Figure(
            "reopen_ms",
            reopen.median(),
            "ms",
            Goal.atMost(1000),
            String.format(
                Locale.ROOT,
                "open, look for runs cut off, count the backlog, find the first device, among %,d;"
                    + " median of %d, file in the page cache",
                devices,
                REOPENINGS)));
  }

  private static Figure size(double bytes, int devices, String filled) {
    return new Figure(
        "journal_bytes_per_device",
        bytes,
        "B",
        Goal.low(),
        String.format(
            Locale.ROOT,
            "journal.db %.1f MB ÷ %,d devices, each from its serial to enrolled; %s",
            bytes * devices / 1e6,
            devices,
            filled));
  }

  /** What was done, in words. */
  private static String fillOrTake(Workbench bench, int devices, Path file) throws IOException {
    Optional<Path> kept = bench.journal();
    if (kept.filter(Files::exists).isPresent()) {
      Files.copy(kept.get(), file);
      try (PaperLine line = new PaperLine(file)) {
        if (line.knows(new PaperDevice(devices + 1)) || !line.knows(new PaperDevice(devices))) {
          throw new IOException(kept.get() + " is no journal with " + devices + " devices");
        }
      }
      return "filled for an earlier bench";
    }
    double seconds = fill(bench, devices, file);
    if (kept.isPresent()) {
      Files.copy(file, kept.get());
    }
    return String.format(Locale.ROOT, "filled in %.0f s", seconds);
  }

  /** By the same calls as runs make; where there is a RAM disk the syncs cost nothing meanwhile. */
  private static double fill(Workbench bench, int devices, Path file) throws IOException {
    long from = System.nanoTime();
    if (Files.isWritable(RAM_DISK)
        && RAM_DISK.toFile().getUsableSpace() > devices * ROOM_FOR_A_DEVICE) {
      Path fast = Files.createTempDirectory(RAM_DISK, "birthmark-bench");
      try (AutoCloseable unused = bench.keep(() -> Folders.delete(fast))) {
        fillIn(bench, devices, fast.resolve("journal.db"));
        Files.copy(fast.resolve("journal.db"), file);
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    } else {
      fillIn(bench, devices, file);
    }
    return (System.nanoTime() - from) / 1e9;
  }

  private static void fillIn(Workbench bench, int devices, Path file) {
    try (PaperLine line = new PaperLine(file)) {
      for (int i = 1; i <= devices; i++) {
        line.pass(new PaperDevice(i));
        if (i % 10 == 0 || i == devices) {
          line.enroll();
        }
        if (i % 10_000 == 0) {
          bench.progress().step(i, devices, "devices");
        }
      }
    }
  }

  private static double reopen(Path file, int devices) {
    long from = System.nanoTime();
    try (PaperLine line = new PaperLine(file)) {
      line.start();
      if (!line.knows(new PaperDevice(devices / 2))) {
        throw new IllegalStateException("the journal has forgotten a device");
      }
      return (System.nanoTime() - from) / 1e6;
    }
  }

  private static Samples checks(Path file, int devices, int count) {
    Samples samples = new Samples();
    Random random = new Random(1);
    try (PaperLine line = new PaperLine(file)) {
      for (int i = 0; i < count; i++) {
        Claim known = new PaperDevice(1 + random.nextInt(devices)).claim();
        Claim fresh = new PaperDevice(devices + 1 + i).claim();
        Claim wanted =
            switch (i % 3) {
              case 0 ->
                  new Claim(fresh.serial(), fresh.registrationId(), known.hardware(), fresh.key());
              case 1 ->
                  new Claim(known.serial(), fresh.registrationId(), fresh.hardware(), fresh.key());
              default ->
                  new Claim(fresh.serial(), known.registrationId(), fresh.hardware(), fresh.key());
            };
        long from = System.nanoTime();
        boolean refused = line.refuses(wanted);
        samples.add((System.nanoTime() - from) / 1e6);
        if (!refused) {
          throw new IllegalStateException("a duplicate was let through: " + wanted);
        }
      }
    }
    return samples;
  }
}
