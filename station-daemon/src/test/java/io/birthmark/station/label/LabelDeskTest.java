package io.birthmark.station.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Problem;
import io.birthmark.label.Filling;
import io.birthmark.label.printer.Printing;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.LabelLog;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.journal.LabelState;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.Voiding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelDeskTest {
  private static final String SERIAL = "000417";
  private static final String STATION =
      """
      [station]
      id = "line3-a"
      [dps]
      service = "factory.example"
      id_scope = "0ne00ABCDEF"
      policy = "line"
      [product.press]
      attestation = "tpm"
      [tpm]
      ek_roots = "roots"
      [[slot]]
      name = "A"
      element = "tpm2"
      device = "/dev/birthmark/slot-a"
      [printer]
      address = "tcp://printer"
      seconds = 1
      """;

  @TempDir Path dir;
  private final PaperPrinter printer = new PaperPrinter();
  private Optional<Floor> journal = Optional.empty();
  private Optional<Passed> passed = Optional.empty();

  @BeforeEach
  void make() {
    journal = Optional.of(new Floor(dir));
    passed = Optional.of(floor().provision(SERIAL, Floor.Board.number(1)));
  }

  @AfterEach
  void close() {
    journal.ifPresent(Floor::close);
  }

  private Floor floor() {
    return journal.orElseThrow();
  }

  private DeviceRow device() {
    return floor().devices.bySerial(SERIAL).orElseThrow();
  }

  private LabelLog log() {
    return new LabelLog(floor().database, floor().clock);
  }

  private LabelState state() {
    return log().current(device().id()).orElseThrow().state();
  }

  private LabelDesk desk(String more) {
    return new LabelDesk(config(more), log(), Optional.of(printer), new ScanDesk());
  }

  private StationConfig config(String more) {
    try {
      Path file = Files.writeString(dir.resolve("birthmark.toml"), STATION + more);
      ConfigReading reading = StationConfig.load(file, Map.of());
      if (reading instanceof ConfigReading.Loaded loaded) {
        return loaded.config();
      }
      throw new AssertionError(((ConfigReading.Refused) reading).text());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_device_gets_its_label_once_however_often_it_is_put_in() {
    assertThat(desk("").label(device(), "anna")).isEmpty();
    assertThat(desk("").label(device(), "anna")).isEmpty();
    assertThat(printer.jobs).containsExactly(SERIAL + "-1-1");
    assertThat(state()).isEqualTo(LabelState.PRINTED);
  }

  @Test
  void without_paper_nothing_is_sent_and_with_paper_it_is_printed_once() {
    printer.trouble = Optional.of(PaperPrinter.PAPER_OUT);
    assertThat(desk("").label(device(), "anna"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("printer.paper-out"));
    assertThat(printer.jobs).isEmpty();
    printer.trouble = Optional.empty();
    assertThat(desk("").label(device(), "anna")).isEmpty();
    assertThat(printer.jobs).containsExactly(SERIAL + "-1-1");
  }

  @Test
  void after_a_power_cut_between_sent_and_confirmed_nobody_prints_a_second_one() {
    printer.cutsPower = true;
    assertThatThrownBy(() -> desk("").label(device(), "anna"))
        .isInstanceOf(PaperPrinter.PowerCut.class);
    floor().close();
    journal = Optional.of(new Floor(dir));
    printer.cutsPower = false;

    assertThat(log().markInterrupted()).hasSize(1);
    assertThat(state()).isEqualTo(LabelState.UNKNOWN);
    assertThat(desk("").label(device(), "anna"))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.unknown"));
    assertThat(printer.jobs).hasSize(1);

    log()
        .settle(
            log().current(device().id()).orElseThrow(),
            LabelState.FAILED,
            Optional.empty(),
            "anna");
    assertThat(desk("").label(device(), "anna")).isEmpty();
    assertThat(printer.jobs).hasSize(2);
  }

  @Test
  void a_printer_that_remembers_is_asked_before_a_person_is() {
    printer.answers.push(new Printing.Unknown(PaperPrinter.PAPER_OUT));
    assertThat(desk("").label(device(), "anna")).isPresent();
    printer.remembers = new Printing.Printed();
    assertThat(desk("").label(device(), "anna")).isEmpty();
    assertThat(printer.jobs).hasSize(1);
    assertThat(state()).isEqualTo(LabelState.PRINTED);
  }

  @Test
  void a_reprint_has_a_reason_and_a_name_and_voids_the_label_before() {
    LabelDesk desk = desk("");
    assertThat(desk.label(device(), "anna")).isEmpty();
    assertThat(desk.reprint(device(), "smeared", "berta")).isEmpty();
    assertThat(log().all(device().id()))
        .extracting(LabelRow::number, LabelRow::state, LabelRow::who, LabelRow::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, LabelState.VOID, "anna", Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                2, LabelState.PRINTED, "berta", Optional.of("smeared")));
    assertThat(printer.jobs).containsExactly(SERIAL + "-1-1", SERIAL + "-2-2");
  }

  @Test
  void after_void_the_labels_of_the_serial_count_on_and_an_old_one_is_nobodys() {
    LabelDesk desk = desk("");
    assertThat(desk.label(device(), "anna")).isEmpty();
    String old = code(desk);
    assertThat(floor().journal.voidDevice(SERIAL, "scrapped", "anna"))
        .isInstanceOf(Voiding.Voided.class);
    passed = Optional.of(floor().provision(SERIAL, Floor.Board.number(2)));

    assertThat(desk.label(device(), "anna")).isEmpty();
    assertThat(printer.jobs).containsExactly(SERIAL + "-1-1", SERIAL + "-2-2");
    assertThat(code(desk)).isNotEqualTo(old);
  }

  private String code(LabelDesk desk) {
    return ((Filling.Filled) desk.preview(device())).label().codes().get(0);
  }

  @Test
  void pass_waits_for_the_label_that_was_just_printed_and_for_no_other() throws Exception {
    LabelDesk desk = desk("verify_scan = true\n");
    List<Optional<Problem>> outcome = new ArrayList<>();
    Thread run = new Thread(() -> outcome.add(runLabels(desk)));
    run.start();
    String code = code(desk);
    ScanDesk.Scan scan = new ScanDesk.Scan.NobodyWaits();
    while (scan instanceof ScanDesk.Scan.NobodyWaits && run.isAlive()) {
      scan = desk.scans().scanned(Optional.of("A"), code.replace("417", "418"));
    }
    assertThat(scan).isInstanceOf(ScanDesk.Scan.Mismatch.class);
    assertThat(desk.scans().scanned(Optional.empty(), code))
        .isEqualTo(new ScanDesk.Scan.Match("A", SERIAL));
    run.join();
    assertThat(outcome).containsExactly(Optional.empty());
    assertThat(state()).isEqualTo(LabelState.VERIFIED);
  }

  @Test
  void a_label_that_is_not_scanned_keeps_the_device_from_passing_and_is_not_printed_again() {
    LabelDesk desk = desk("verify_scan = true\n");
    assertThat(runLabels(desk))
        .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("label.not-scanned"));
    assertThat(floor().devices.history(SERIAL).get(0).runs().get(0).outcome())
        .hasValueSatisfying(o -> assertThat(o.name()).isEqualTo("ERROR"));
    assertThat(runLabels(desk)).isPresent();
    assertThat(printer.jobs).hasSize(1);
  }

  @Test
  void after_pass_a_label_that_does_not_come_is_a_warning() {
    printer.trouble = Optional.of(PaperPrinter.PAPER_OUT);
    List<Problem> warnings = new ArrayList<>();
    assertThat(
            new RunLabels(desk("print = \"after-pass\"\n"), floor().devices)
                .label(passed.orElseThrow(), "A", SERIAL, "anna", warnings::add))
        .isEmpty();
    assertThat(warnings).extracting(Problem::code).containsExactly("printer.paper-out");
  }

  private Optional<Problem> runLabels(LabelDesk desk) {
    return new RunLabels(desk, floor().devices)
        .label(passed.orElseThrow(), "A", SERIAL, "anna", warning -> {});
  }
}
