package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of the station between "sent" and "confirmed": the label may be on paper, and the
 * station knows that it does not know. No second one comes by itself, however often it is started.
 */
class LabelKillTest {
  private static final String SERIAL = "000417";
  private static final String STATES = "SELECT group_concat(state, ' ') FROM labels";

  @Test
  void aPrinterThatCannotSayLeavesItToAPersonWhoFindsTheLabel() throws Exception {
    try (Bench bench = new Bench();
        PortPrinter printer = new PortPrinter()) {
      Forked daemon = killedAfterTheLabelWasSent(bench, printer);
      assertNobodyKnowsAndNobodyPrints(bench, printer);
      daemon.kill();
      Forked unused = bench.forkDaemon();
      assertNobodyKnowsAndNobodyPrints(bench, printer);

      assertThat(bench.cli("label", "confirm", SERIAL, "--printed").exit()).isZero();

      assertThat(bench.provision(SERIAL).ending()).isEqualTo("PASS 0");
      assertThat(bench.journal(STATES)).isEqualTo("printed");
      assertThat(bench.cli("show", SERIAL).out())
          .contains("label.sending", "label.unknown", "label.printed");
      assertThat(bench.cli("status", "--json").json().at("/labelsInDoubt/count").asInt()).isZero();
      assertThat(printer.labels()).hasSize(1);
      assertThat(printer.rest()).isEmpty();
    }
  }

  @Test
  void aPersonWhoFindsNoneLetsTheStationPrintIt() throws Exception {
    try (Bench bench = new Bench();
        PortPrinter printer = new PortPrinter()) {
      Forked unused = killedAfterTheLabelWasSent(bench, printer);
      assertNobodyKnowsAndNobodyPrints(bench, printer);

      assertThat(bench.cli("label", "confirm", SERIAL, "--not-printed").exit()).isZero();

      assertThat(bench.provision(SERIAL).ending()).isEqualTo("PASS 0");
      assertThat(printer.labels()).hasSize(2);
      assertThat(bench.journal(STATES)).isEqualTo("failed printed");
    }
  }

  /** Returns the daemon of the second life. */
  private static Forked killedAfterTheLabelWasSent(Bench bench, PortPrinter printer)
      throws Exception {
    SoftwareTpm unused = bench.slot("A", 1);
    bench.settings().setText("printer", "address", printer.address());
    printer.fallsSilent = true;
    Forked daemon = bench.forkDaemon();
    Forked unusedToo = bench.fork("provision", "--slot", "A", "--serial", SERIAL);
    printer.awaitLabels(1);
    daemon.kill();
    assertThat(bench.journal(STATES)).as("what is on the disk").isEqualTo("sending");
    assertThat(bench.journal("SELECT count(*) FROM events WHERE kind = 'run.passed'"))
        .isEqualTo("0");
    printer.fallsSilent = false;
    Forked again = bench.forkDaemon();
    again.awaitError("was sent and never confirmed; it is not printed again by itself");
    return again;
  }

  private static void assertNobodyKnowsAndNobodyPrints(Bench bench, PortPrinter printer) {
    Said run = bench.provision(SERIAL);
    assertThat(run.ending()).isEqualTo("ERROR label.unknown 3");
    assertThat(run.json().at("/problem/action").asText())
        .contains("birthmark label confirm 000417 --printed, or --not-printed");
    assertThat(bench.cli("label", "print", SERIAL).out()).contains("label.unknown");
    assertThat(bench.journal(STATES)).isEqualTo("unknown");
    assertThat(bench.cli("status").out())
        .contains("labels that may be printed or not: 1", "000417, label 1, sent ", "cut off")
        .contains("→ Look for it, then say so: birthmark label confirm 000417 --printed");
    var doubt = bench.cli("status", "--json").json().path("labelsInDoubt");
    assertThat(doubt.path("count").asInt()).isEqualTo(1);
    assertThat(doubt.at("/labels/0/serial").asText()).isEqualTo(SERIAL);
    assertThat(doubt.at("/labels/0/problem/code").asText()).isEqualTo("label.unknown");
    assertThat(bench.cli("doctor").out()).contains("amber   labels: Nobody knows of 1 labels");
    assertThat(printer.labels()).hasSize(1);
  }

  @Test
  void aPrinterThatKeepsAListIsAskedAndNobodyHasToLook() throws Exception {
    try (Bench bench = new Bench();
        QueuePrinter printer = new QueuePrinter()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench
          .settings()
          .setText("printer", "address", printer.address())
          .set("printer", "seconds", "2");
      printer.stuck = true;
      Forked daemon = bench.forkDaemon();
      Forked unusedToo = bench.fork("provision", "--slot", "A", "--serial", SERIAL);
      while (printer.jobs.isEmpty()) {
        Thread.sleep(10);
      }
      daemon.kill();
      assertThat(bench.journal(STATES)).isEqualTo("sending");
      Forked unusedThree = bench.forkDaemon();

      assertThat(bench.provision(SERIAL).ending()).isEqualTo("ERROR label.unknown 3");
      printer.stuck = false;
      assertThat(bench.provision(SERIAL).ending()).isEqualTo("PASS 0");

      assertThat(bench.journal(STATES)).isEqualTo("printed");
      assertThat(printer.jobs).containsExactly("000417-1-1");
    }
  }
}
