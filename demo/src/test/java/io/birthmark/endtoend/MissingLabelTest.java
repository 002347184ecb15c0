package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Labels and runs: what is missing is told, and each device has its own label, whole. */
class MissingLabelTest {
  private static final String KINDS =
      "SELECT group_concat(kind, ' ') FROM events WHERE kind LIKE 'run.%' OR kind LIKE 'device.%'";

  @Test
  void withoutPaperTheRunDoesNotPassAndPutInAgainWithPaperItDoes() throws Exception {
    try (Bench bench = Bench.withFaultlessService();
        PortPrinter printer = new PortPrinter()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench
          .settings()
          .setText("printer", "address", printer.address())
          .setText("product.press", "already_provisioned", "refuse");
      printer.paperOut = true;

      Said run = bench.provision("000417");

      assertThat(run.ending()).isEqualTo("ERROR printer.paper-out 3");
      assertThat(run.json().at("/problem/action").asText()).startsWith("Put labels in");
      assertThat(bench.journal("SELECT outcome || ' ' || problem_code FROM runs"))
          .isEqualTo("ERROR printer.paper-out");
      assertThat(bench.journal(KINDS)).isEqualTo("run.begun device.provisioned run.ended");
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000417");
      assertThat(printer.labels()).isEmpty();

      printer.paperOut = false;
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(printer.labels()).hasSize(1);
      assertThat(bench.journal("SELECT group_concat(outcome, ' ') FROM runs"))
          .isEqualTo("ERROR PASS");
      assertThat(bench.provision("000417").ending())
          .as("nothing is outstanding any more")
          .isEqualTo("FAIL device.already-provisioned 1");
      assertThat(printer.labels()).hasSize(1);
    }
  }

  @Test
  void afterPassAMissingLabelIsAWarning() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        PortPrinter printer = new PortPrinter()) {
      bench
          .settings()
          .setText("printer", "address", printer.address())
          .setText("printer", "print", "after-pass");
      printer.paperOut = true;
      Said run = bench.provision("000417");
      assertThat(run.ending()).isEqualTo("PASS 0");
      assertThat(run.json().at("/warnings/0/code").asText()).isEqualTo("printer.paper-out");
      assertThat(bench.journal(KINDS)).isEqualTo("run.begun run.passed");
    }
  }

  @Test
  void twoSlotsPrintAtOnceAndBothLabelsComeOutWholeOnceAndForTheirOwnDevice() throws Exception {
    ExecutorService hands = Executors.newFixedThreadPool(2);
    try (Bench bench = new Bench();
        PortPrinter printer = new PortPrinter()) {
      SoftwareTpm unused = bench.slot("A", 1);
      SoftwareTpm unusedToo = bench.slot("B", 2);
      bench.settings().setText("printer", "address", printer.address());
      var daemon = bench.daemon();
      Future<Said> a = hands.submit(() -> bench.provisionIn("A", "000417"));
      Future<Said> b = hands.submit(() -> bench.provisionIn("B", "000418"));
      assertThat(a.get().ending()).isEqualTo("PASS 0");
      assertThat(b.get().ending()).isEqualTo("PASS 0");

      assertThat(printer.labels())
          .hasSize(2)
          .allMatch(label -> label.startsWith("^XA") && label.lastIndexOf("^XA") == 0)
          .anyMatch(label -> isOf(label, "000417") && !label.contains("000418"))
          .anyMatch(label -> isOf(label, "000418") && !label.contains("000417"));
      assertThat(printer.rest()).isEmpty();
      assertThat(daemon.verbs()).isNotNull();
    } finally {
      hands.shutdown();
    }
  }

  @Test
  void aLabelThatTheQueueStillHasIsNotPrintedAnewAndWhenItIsCancelledTheOneBeforeIsValid()
      throws Exception {
    try (Bench bench = new Bench();
        QueuePrinter queue = new QueuePrinter()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench
          .settings()
          .setText("printer", "address", queue.address())
          .set("printer", "seconds", "2");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      queue.stuck = true;
      assertThat(bench.cli("label", "reprint", "000417", "--reason", "smeared").out())
          .contains("printer.lost");
      assertThat(bench.cli("label", "confirm", "000417", "--not-printed").out())
          .contains("printer.pending");
      assertThat(queue.jobs).hasSize(2);

      queue.jobs.clear();
      assertThat(bench.cli("label", "confirm", "000417", "--not-printed").out())
          .contains("label 2 of 000417 is not printed");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(queue.jobs).as("label 1 is valid again").isEmpty();
    }
  }

  private static boolean isOf(String label, String serial) {
    return label.contains("press-" + serial + " " + serial + " 1");
  }
}
