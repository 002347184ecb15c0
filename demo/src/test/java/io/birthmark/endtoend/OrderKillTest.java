package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of the station in the middle of the last devices of an order, with eight slots at
 * work that have more devices than the order has pieces: never one too many, never one forgotten.
 */
class OrderKillTest {
  private static final int SLOTS = 8;
  private static final int QUANTITY = 6;
  private static final int ORDERS = 2;
  private static final int KILLS = 3;

  private final Random random = new Random(20261125);
  private final ExecutorService hands = Executors.newFixedThreadPool(SLOTS);

  @Test
  void neverMoreThanTheQuantityAndNeverFewerThanWereMade() throws Exception {
    try (Bench bench = new Bench()) {
      List<SoftwareTpm> devices = new ArrayList<>();
      for (int slot = 1; slot <= SLOTS; slot++) {
        devices.add(bench.slot("S" + slot, slot));
      }
      for (int order = 1; order <= ORDERS; order++) {
        String number = "471" + order;
        assertThat(
                bench
                    .cli(
                        "order",
                        "create",
                        number,
                        "--product",
                        "press",
                        "--quantity",
                        "" + QUANTITY)
                    .exit())
            .isZero();
        for (int kill = 0; kill < KILLS; kill++) {
          startAllAndKill(bench, order);
        }

        finish(bench, order);

        assertThat(pieces(bench, number, "1")).as("done").isEqualTo(QUANTITY);
        assertThat(pieces(bench, number, "0")).as("begun").isZero();
        assertThat(bearing(devices, order)).as("devices with an identity").isEqualTo(QUANTITY);
        assertThat(bench.cli("order", "show", number).out())
            .contains("6 of 6 press, complete")
            .doesNotContain("not finished");
        makeRoom(bench, order);
        assertThat(bench.cli("order", "close", number).exit()).isZero();
      }
      assertThat(bench.journal("SELECT count(*) > 0 FROM runs WHERE outcome = 'ABORTED'"))
          .as("runs that were really cut off")
          .isEqualTo("1");
    } finally {
      hands.shutdownNow();
    }
  }

  private static String serial(int order, int slot) {
    return String.format("%d0000%d", order, slot);
  }

  /** Someone presses all eight buttons. */
  private List<Future<Said>> startAll(Bench bench, int order) {
    List<Future<Said>> started = new ArrayList<>();
    for (int slot = 1; slot <= SLOTS; slot++) {
      String name = "S" + slot;
      String serial = serial(order, slot);
      started.add(hands.submit(() -> bench.provisionIn(name, serial)));
    }
    return started;
  }

  private void startAllAndKill(Bench bench, int order) throws Exception {
    List<String> passed = new ArrayList<>();
    try (Forked station = bench.forkDaemon()) {
      int before = runs(bench);
      List<Future<Said>> started = startAll(bench, order);
      awaitRuns(bench, before + 1 + random.nextInt(SLOTS));
      station.kill();
      for (Future<Said> one : started) {
        Said said = one.get();
        if (said.exit() == 0) {
          passed.add(said.json().path("serial").asText());
        }
      }
    }
    String number = "471" + order;
    assertThat(pieces(bench, number, "0") + pieces(bench, number, "1"))
        .as("pieces of %s after a kill", number)
        .isLessThanOrEqualTo(QUANTITY);
    for (String serial : passed) {
      assertThat(
              bench.journal(
                  "SELECT confirmed || ' ' || work_order FROM ledger WHERE serial = '"
                      + serial
                      + "'"))
          .as("a PASS that was said")
          .isEqualTo("1 " + number);
    }
  }

  private static int runs(Bench bench) {
    return Integer.parseInt(bench.journal("SELECT count(*) FROM runs"));
  }

  /** Looks into the journal until so many runs have written down what they are about to do. */
  private static void awaitRuns(Bench bench, int runs) throws Exception {
    try (Connection journal = DriverManager.getConnection("jdbc:sqlite:" + bench.journal());
        PreparedStatement count = journal.prepareStatement("SELECT count(*) FROM runs")) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      int seen = 0;
      while (seen < runs && System.nanoTime() < until) {
        Thread.sleep(2);
        try (ResultSet row = count.executeQuery()) {
          seen = row.next() ? row.getInt(1) : 0;
        }
      }
      assertThat(seen).as("runs that have begun").isGreaterThanOrEqualTo(runs);
    }
  }

  /** The same eight once more, and nobody disturbs them. */
  private void finish(Bench bench, int order) throws Exception {
    int passed = 0;
    try (Forked unused = bench.forkDaemon()) {
      for (Future<Said> one : startAll(bench, order)) {
        Said said = one.get();
        passed += said.exit() == 0 ? 1 : 0;
        assertThat(said.ending())
            .isIn("PASS 0", "ERROR order.complete 3", "ERROR order.all-begun 3");
      }
    }
    assertThat(passed).isEqualTo(QUANTITY);
  }

  private static int pieces(Bench bench, String number, String confirmed) {
    return Integer.parseInt(
        bench.journal(
            "SELECT count(*) FROM ledger WHERE work_order = '"
                + number
                + "' AND confirmed = "
                + confirmed));
  }

  /** Read from the devices themselves: how many bear an identity of this order. */
  private static int bearing(List<SoftwareTpm> devices, int order) {
    int bearing = 0;
    for (SoftwareTpm device : devices) {
      String record = Tools.run(device, "tpm2_nvread 0x01800100 2> /dev/null || true");
      bearing += record.contains("\"press-" + order + "0000") ? 1 : 0;
    }
    return bearing;
  }

  /** The hardware is used once more for the next order. */
  private static void makeRoom(Bench bench, int order) {
    for (int slot = 1; slot <= SLOTS; slot++) {
      Said unused = bench.cli("void", serial(order, slot), "--reason", "next order");
    }
  }
}
