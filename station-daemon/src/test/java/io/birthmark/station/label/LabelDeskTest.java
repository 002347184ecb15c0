package io.birthmark.station.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Problem;
import io.birthmark.label.printer.Printing;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.journal.LabelState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelDeskTest {
  private static final String SERIAL = PaperDesk.SERIAL;
  @TempDir Path dir;
  private Optional<PaperDesk> made = Optional.empty();

  @BeforeEach
  void make() {
    made = Optional.of(new PaperDesk(dir));
  }

  @AfterEach
  void close() {
    paper().close();
  }

  private PaperDesk paper() {
    return made.orElseThrow();
  }

  @Test
  void a_device_gets_its_label_once_however_often_it_is_put_in() {
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
    assertThat(paper().printer.jobs).containsExactly(SERIAL + "-1-1");
    assertThat(paper().state()).isEqualTo(LabelState.PRINTED);
  }

  @Test
  void without_paper_nothing_is_sent_and_with_paper_it_is_printed_once() {
    paper().printer.trouble = Optional.of(PaperPrinter.PAPER_OUT);
    assertThat(paper().desk("").label(paper().device(), "anna"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("printer.paper-out"));
    assertThat(paper().printer.jobs).isEmpty();
    paper().printer.trouble = Optional.empty();
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
    assertThat(paper().printer.jobs).containsExactly(SERIAL + "-1-1");
  }

  @Test
  void after_a_power_cut_between_sent_and_confirmed_nobody_prints_a_second_one() {
    paper().printer.cutsPower = true;
    assertThatThrownBy(() -> paper().desk("").label(paper().device(), "anna"))
        .isInstanceOf(PaperPrinter.PowerCut.class);
    paper().restart();
    paper().printer.cutsPower = false;

    assertThat(paper().log().markInterrupted()).hasSize(1);
    assertThat(paper().state()).isEqualTo(LabelState.UNKNOWN);
    assertThat(paper().desk("").label(paper().device(), "anna"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.unknown"));
    assertThat(paper().printer.jobs).hasSize(1);

    paper()
        .log()
        .settle(
            paper().log().current(paper().device().id()).orElseThrow(),
            LabelState.FAILED,
            Optional.empty(),
            "anna");
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
    assertThat(paper().printer.jobs).hasSize(2);
  }

  @Test
  void a_printer_that_remembers_is_asked_before_a_person_is() {
    paper().printer.answers.push(new Printing.Unknown(PaperPrinter.PAPER_OUT));
    assertThat(paper().desk("").label(paper().device(), "anna")).isPresent();
    paper().printer.remembers = new Printing.Unknown(PaperPrinter.PAPER_OUT);
    assertThat(paper().desk("").label(paper().device(), "anna"))
        .as("the printer waits for paper, and no person can tell more")
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("printer.paper-out"));
    paper().printer.remembers = new Printing.Printed();
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
    assertThat(paper().printer.jobs).hasSize(1);
    assertThat(paper().state()).isEqualTo(LabelState.PRINTED);
  }

  @Test
  void after_void_the_labels_of_the_serial_count_on_and_an_old_one_is_nobodys() {
    LabelDesk desk = paper().desk("");
    assertThat(desk.label(paper().device(), "anna")).isEmpty();
    String old = paper().code(desk);
    paper().replaceDevice();

    assertThat(desk.label(paper().device(), "anna")).isEmpty();
    assertThat(paper().printer.jobs).containsExactly(SERIAL + "-1-1", SERIAL + "-2-2");
    assertThat(paper().code(desk)).isNotEqualTo(old);
  }

  @Test
  void pass_waits_for_the_label_that_was_just_printed_and_for_no_other() throws Exception {
    LabelDesk desk = paper().desk("verify_scan = true\n");
    List<Optional<Problem>> outcome = new ArrayList<>();
    Thread run = new Thread(() -> outcome.add(runLabels(desk)));
    run.start();
    String code = paper().code(desk);
    ScanDesk.Scan scan = new ScanDesk.Scan.NobodyWaits();
    while (scan instanceof ScanDesk.Scan.NobodyWaits && run.isAlive()) {
      scan = desk.scans().scanned(Optional.of("A"), code.replace("417", "418"));
    }
    assertThat(scan).isInstanceOf(ScanDesk.Scan.Mismatch.class);
    assertThat(desk.scans().scanned(Optional.empty(), code))
        .isEqualTo(new ScanDesk.Scan.Match("A", SERIAL));
    run.join();
    assertThat(outcome).containsExactly(Optional.empty());
    assertThat(paper().state()).isEqualTo(LabelState.VERIFIED);
  }

  @Test
  void a_label_that_is_reprinted_while_the_run_waits_is_the_one_to_scan() throws Exception {
    LabelDesk desk = paper().desk("verify_scan = true\n");
    List<Optional<Problem>> outcome = new ArrayList<>();
    Thread run = new Thread(() -> outcome.add(runLabels(desk)));
    run.start();
    while (!desk.scans().awaited("A") && run.isAlive()) {
      Thread.onSpinWait();
    }
    String old = paper().code(desk);
    assertThat(desk.reprint(paper().device(), "smeared", "anna")).isEmpty();
    assertThat(desk.scans().scanned("A", old))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.mismatch"));
    assertThat(desk.scans().scanned("A", paper().code(desk))).isEmpty();
    run.join();
    assertThat(outcome).containsExactly(Optional.empty());
    assertThat(paper().log().all(paper().device().id()))
        .extracting(LabelRow::state)
        .containsExactly(LabelState.VOID, LabelState.VERIFIED);
  }

  @Test
  void what_is_on_every_label_of_the_product_is_no_proof_of_this_one() throws Exception {
    LabelDesk desk =
        paper()
            .deskWithLabel(
                "^XA^PW800^LL400^FO40,40^BCN,40,N,N,N^FD${product}^FS"
                    + "^FO40,150^BQN,2,4^FDQA,SN ${serial}^FS^XZ");
    Thread run = new Thread(() -> assertThat(runLabels(desk)).isEmpty());
    run.start();
    while (!desk.scans().awaited("A") && run.isAlive()) {
      Thread.onSpinWait();
    }
    assertThat(desk.scans().scanned("A", "press"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.mismatch"));
    assertThat(paper().state()).isEqualTo(LabelState.PRINTED);
    assertThat(desk.scans().scanned("A", "SN " + SERIAL)).isEmpty();
    run.join();
    assertThat(paper().state()).isEqualTo(LabelState.VERIFIED);
  }

  @Test
  void a_device_that_nobody_has_read_back_gets_no_label_by_hand() {
    Begin.Begun unused = paper().floor().begin("A", "000418", Floor.Board.number(2));
    DeviceRow begun = paper().floor().devices.bySerial("000418").orElseThrow();
    LabelDesk desk = paper().desk("");
    for (Optional<Problem> problem :
        List.of(desk.printOnce(begun, "anna"), desk.reprint(begun, "smeared", "anna"))) {
      assertThat(problem)
          .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.not-finished"));
    }
    assertThat(paper().printer.jobs).isEmpty();
  }

  @Test
  void a_label_that_the_printer_still_has_cannot_be_said_not_to_be_printed() {
    LabelDesk desk = paper().desk("");
    paper().printer.answers.push(new Printing.Unknown(PaperPrinter.PAPER_OUT));
    assertThat(desk.label(paper().device(), "anna")).isPresent();
    paper().printer.pending = Optional.of(PaperPrinter.PAPER_OUT);
    assertThat(desk.confirm(paper().device(), false, "anna"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("printer.paper-out"));
    assertThat(paper().state()).isEqualTo(LabelState.UNKNOWN);

    paper().printer.pending = Optional.empty();
    assertThat(desk.confirm(paper().device(), false, "anna")).isEmpty();
    assertThat(paper().state()).isEqualTo(LabelState.FAILED);
    assertThat(desk.confirm(paper().device(), true, "anna"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.not-unknown"));
  }

  @Test
  void a_label_that_is_not_scanned_keeps_the_device_from_passing_and_is_not_printed_again() {
    LabelDesk desk = paper().desk("verify_scan = true\nseconds = 1\n");
    assertThat(runLabels(desk))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.not-scanned"));
    assertThat(runLabels(desk)).isPresent();
    assertThat(paper().printer.jobs).hasSize(1);
  }

  @Test
  void before_pass_a_device_lacks_what_its_label_lacks() {
    RunLabels labels = new RunLabels(paper().desk(""), paper().floor().devices);
    assertThat(labels.isOutstanding(paper().device())).isTrue();
    assertThat(labels.label("A", SERIAL, "anna")).isEmpty();
    assertThat(labels.isOutstanding(paper().device())).isFalse();
    LabelDesk verifying = paper().desk("verify_scan = true\n");
    assertThat(verifying.isOutstanding(paper().device())).isTrue();
    paper().confirm(LabelState.VERIFIED);
    assertThat(verifying.isOutstanding(paper().device())).isFalse();
  }

  @Test
  void after_pass_and_never_no_device_lacks_anything() {
    for (String policy : List.of("after-pass", "never")) {
      RunLabels labels =
          new RunLabels(paper().desk("print = \"" + policy + "\"\n"), paper().floor().devices);
      assertThat(labels.beforePass()).isFalse();
      assertThat(labels.isOutstanding(paper().device())).isFalse();
    }
  }

  private Optional<Problem> runLabels(LabelDesk desk) {
    return new RunLabels(desk, paper().floor().devices).label("A", SERIAL, "anna");
  }
}
