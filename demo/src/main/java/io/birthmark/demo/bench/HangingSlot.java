package io.birthmark.demo.bench;

import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Whether a TPM that hangs in one slot costs the others anything. */
final class HangingSlot implements Measurement {
  private static final int SLOTS = 8;
  private static final int HANGING = SLOTS - 1;

  @Override
  public String name() {
    return "hanging";
  }

  @Override
  public String what() {
    return "runs in seven slots while the eighth hangs, against seven alone";
  }

  @Override
  public List<String> keys() {
    return List.of("hanging_slot_over_none");
  }

  /** A wire that can be held still: whoever talks over it meanwhile waits. */
  private static final class Held {
    private volatile CountDownLatch letGo = new CountDownLatch(0);

    TpmTransport around(TpmTransport inner) {
      return new TpmTransport() {
        @Override
        public byte[] send(byte[] command) {
          try {
            letGo.await();
          } catch (InterruptedException e) {
            // Told to stop: what follows is stopped by the same.
            Thread.currentThread().interrupt();
          }
          return inner.send(command);
        }

        @Override
        public void close() {
          inner.close();
        }
      };
    }
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    HardwarePace pace = new HardwarePace(bench.extent().slotPace());
    Held held = new Held();
    Samples alone = new Samples();
    Samples beside = new Samples();
    Duration hung;
    ExecutorService workers = Executors.newFixedThreadPool(SLOTS);
    try (BenchLine line =
        BenchLine.open(
            bench, SLOTS, (place, raw) -> pace.around(place == HANGING ? held.around(raw) : raw))) {
      round(line, workers, new Samples());
      round(line, workers, alone);
      hung = whileOneHangs(bench, line, workers, held, beside);
      for (int i = 1; i < bench.extent().slotRounds(); i++) {
        round(line, workers, alone);
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
    return Result.of(
        new Figure(
            "hanging_slot_over_none",
            beside.median() / alone.median(),
            "",
            Goal.atMost(1.03),
            String.format(
                Locale.ROOT,
                "a run in %.0f ms beside a slot that hung for %.0f s, in %.0f ms without it, at %s,"
                    + " medians of %d and %d; without it they spread from %.0f to %.0f ms",
                beside.median(),
                hung.toMillis() / 1e3,
                alone.median(),
                pace.text(),
                beside.count(),
                alone.count(),
                alone.least(),
                alone.most())));
  }

  private static Duration whileOneHangs(
      Workbench bench, BenchLine line, ExecutorService workers, Held held, Samples beside)
      throws IOException, InterruptedException, ExecutionException {
    line.putNewDeviceIn(HANGING);
    held.letGo = new CountDownLatch(1);
    long from = System.nanoTime();
    Future<TimedRun> hangs = workers.submit(() -> line.run(HANGING));
    Duration hung = Duration.ZERO;
    try {
      while (hung.compareTo(bench.extent().hang()) < 0) {
        round(line, workers, beside);
        hung = Duration.ofNanos(System.nanoTime() - from);
      }
    } finally {
      held.letGo.countDown();
    }
    TimedRun passedAfterwards = hangs.get();
    if (passedAfterwards.wall().compareTo(hung) < 0) {
      throw new IOException("the slot that should hang did not");
    }
    return hung;
  }

  /** One new device in each of the seven, all at once. */
  private static void round(BenchLine line, ExecutorService workers, Samples millis)
      throws IOException, InterruptedException, ExecutionException {
    for (int place = 0; place < HANGING; place++) {
      line.putNewDeviceIn(place);
    }
    List<Callable<TimedRun>> runs =
        IntStream.range(0, HANGING)
            .<Callable<TimedRun>>mapToObj(place -> () -> line.run(place))
            .toList();
    for (Future<TimedRun> run : workers.invokeAll(runs)) {
      millis.add(run.get().wallMillis());
    }
  }
}
