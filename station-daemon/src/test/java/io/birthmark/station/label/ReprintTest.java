package io.birthmark.station.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.label.printer.Printing;
import io.birthmark.station.journal.DeviceHistory;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.journal.LabelState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At every moment a device has at most one valid label, and never loses its last for nothing. */
final class ReprintTest {
  private static final String SERIAL = PaperDesk.SERIAL;

  @TempDir Path dir;
  private Optional<PaperDesk> made = Optional.empty();

  @BeforeEach
  void printTheFirst() {
    made = Optional.of(new PaperDesk(dir));
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
  }

  @AfterEach
  void close() {
    paper().close();
  }

  private PaperDesk paper() {
    return made.orElseThrow();
  }

  private Optional<Problem> reprint() {
    return paper().desk("").reprint(paper().device(), "smeared", "berta");
  }

  private List<LabelState> states() {
    return paper().log().all(paper().device().id()).stream().map(LabelRow::state).toList();
  }

  private List<String> events() {
    DeviceHistory history = paper().floor().devices.history(SERIAL).get(0);
    return history.events().stream()
        .filter(event -> event.kind().startsWith("label."))
        .map(event -> event.kind().substring(6) + " " + event.who())
        .toList();
  }

  @Test
  void it_has_a_reason_and_a_name_and_voids_the_label_before() {
    assertThat(reprint()).isEmpty();
    assertThat(paper().log().all(paper().device().id()))
        .extracting(row -> row.number() + " " + row.state() + " " + row.who() + " " + row.reason())
        .containsExactly("1 VOID anna Optional.empty", "2 PRINTED berta Optional[smeared]");
    assertThat(events())
        .containsExactly(
            "sending anna", "printed anna", "sending berta", "printed berta", "void berta");
    assertThat(paper().printer.jobs).containsExactly(SERIAL + "-1-1", SERIAL + "-2-2");
  }

  @Test
  void without_paper_the_label_before_stays_the_device_s() {
    paper().printer.trouble = Optional.of(PaperPrinter.PAPER_OUT);
    assertThat(reprint()).isPresent();
    assertThat(states()).containsExactly(LabelState.PRINTED);
  }

  @Test
  void when_the_printer_refuses_the_label_before_stays_and_a_run_prints_no_other() {
    paper().printer.answers.push(new Printing.NotPrinted(PaperPrinter.PAPER_OUT));
    assertThat(reprint()).isPresent();
    assertThat(states()).containsExactly(LabelState.PRINTED, LabelState.FAILED);
    assertThat(paper().log().current(paper().device().id())).map(LabelRow::number).contains(1);
    assertThat(paper().desk("").label(paper().device(), "anna")).isEmpty();
    assertThat(paper().printer.jobs).hasSize(2);
  }

  @Test
  void when_nobody_knows_the_one_before_is_void_until_a_person_finds_no_new_one() {
    paper().printer.answers.push(new Printing.Unknown(PaperPrinter.PAPER_OUT));
    assertThat(reprint()).isPresent();
    assertThat(states()).containsExactly(LabelState.VOID, LabelState.UNKNOWN);
    paper().confirm(LabelState.FAILED);
    assertThat(states()).containsExactly(LabelState.PRINTED, LabelState.FAILED);
    assertThat(events()).endsWith("failed anna", "valid-again anna");
  }

  @Test
  void after_a_power_cut_the_one_before_is_void_as_well() {
    LabelRow unused = paper().log().sending(paper().device().id(), Optional.of("smeared"), "berta");
    assertThat(states()).containsExactly(LabelState.PRINTED, LabelState.SENDING);
    assertThat(paper().log().markInterrupted()).hasSize(1);
    assertThat(states()).containsExactly(LabelState.VOID, LabelState.UNKNOWN);
  }

  @Test
  void while_nobody_knows_of_a_label_there_is_no_other() {
    paper().printer.answers.push(new Printing.Unknown(PaperPrinter.PAPER_OUT));
    assertThat(reprint()).isPresent();
    assertThat(reprint())
        .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("label.unknown"));
    assertThat(paper().printer.jobs).hasSize(2);
    paper().confirm(LabelState.PRINTED);
    assertThat(reprint()).isEmpty();
    assertThat(states()).containsExactly(LabelState.VOID, LabelState.VOID, LabelState.PRINTED);
  }
}
