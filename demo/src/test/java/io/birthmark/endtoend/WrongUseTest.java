package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a person can get wrong at the command line: exit code 2, a word on why, nothing done. */
class WrongUseTest {

  @Test
  void everyMistakeInTheConfigurationIsToldAtOnceWithItsPlace() {
    try (Bench bench = Bench.withTpm(1)) {
      bench
          .settings()
          .set("station", "colour", "\"green\"")
          .setText("product.press", "registration_id", "Ümlaut-{serial}")
          .set("tpm", "command_seconds", "0");
      for (String[] words :
          new String[][] {
            {"config", "check"}, {"run"}, {"status"}, {"provision", "--serial", "000417"}
          }) {
        Said said = bench.cli(words);
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).hasSize(3);
        assertThat(said.err()).contains("colour", "registration_id", "command_seconds");
        assertThat(said.err().lines())
            .allMatch(line -> line.matches(".*:[0-9]+:[0-9]+: .*"), "place");
      }
      assertThat(bench.state()).doesNotExist();
    }
  }

  @Test
  void whatIsNotTomlIsToldWithItsPlace() throws Exception {
    try (Bench bench = new Bench()) {
      Path file = Files.writeString(bench.folder().resolve("bad.toml"), "[station\nid = 7 7\n");
      Said said = Here.cli("status", "--config", file.toString());
      assertThat(said.exit()).isEqualTo(2);
      assertThat(said.err()).contains("bad.toml:1:");
    }
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() {
    Said said = Here.cli("status", "--config", "/nowhere/birthmark.toml");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("/nowhere/birthmark.toml", "no such file");
  }

  @Test
  void unknownVerbsOptionsAndMissingOnesAreToldOnStandardError() {
    for (String[] words :
        new String[][] {
          {},
          {"provison"},
          {"status", "--colour"},
          {"quarantine"},
          {"quarantine", "retry"},
          {"quarantine", "retry", "seven"},
          {"quarantine", "drop", "7"},
          {"void", "000417"},
          {"order"},
          {"order", "create", "4711"},
          {"order", "close"},
          {"show"},
          {"export"},
          {"config"},
          {"upload", "--seconds", "soon"}
        }) {
      Said said = Here.cli(words);
      assertThat(said.exit()).as(String.join(" ", words)).isEqualTo(2);
      assertThat(said.out()).isEmpty();
      assertThat(said.err()).isNotBlank();
    }
  }

  @Test
  void everyVerbTellsWhatItTakes() {
    for (String verb :
        new String[] {
          "run",
          "provision",
          "status",
          "devices",
          "show",
          "upload",
          "quarantine list",
          "quarantine retry",
          "quarantine drop",
          "void",
          "export",
          "order create",
          "order import",
          "order list",
          "order show",
          "order change",
          "order close",
          "backup",
          "restore",
          "doctor",
          "config check"
        }) {
      Said said = Here.cli((verb + " --help").split(" ", -1));
      assertThat(said.exit()).as(verb).isZero();
      assertThat(said.out()).contains("--config", "Exit codes").isNotBlank();
    }
  }

  @Test
  void anUnknownSlotIsToldWithThoseThereAre() {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      SoftwareTpm unusedToo = bench.slot("B", 2);
      Said unknown = bench.provisionIn("C", "000417");
      assertThat(unknown.exit()).isEqualTo(2);
      assertThat(unknown.code()).isEqualTo("slot.unknown");
      assertThat(unknown.out()).contains("A, B");
      Said none = bench.cli("provision", "--serial", "000417", "--json");
      assertThat(none.exit()).isEqualTo(2);
      assertThat(none.code()).isEqualTo("slot.which");
      assertThat(none.out()).contains("A, B");
      assertThat(bench.journal("SELECT count(*) FROM runs")).isEqualTo("0");
    }
  }

  @Test
  void aSerialThatNobodyBearsCannotBeVoidedOrShown() {
    try (Bench bench = Bench.withTpm(1)) {
      Said voided = bench.cli("void", "000999", "--reason", "typo", "--json");
      assertThat(voided.exit()).isEqualTo(2);
      assertThat(voided.code()).isEqualTo("device.unknown");
      Said shown = bench.cli("show", "000999", "--json");
      assertThat(shown.exit()).isEqualTo(2);
      assertThat(shown.code()).isEqualTo("device.unknown");
      assertThat(bench.journal("SELECT count(*) FROM events WHERE kind = 'device.voided'"))
          .isEqualTo("0");
    }
  }

  @Test
  void aReasonIsAskedFor() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "  ").exit()).isEqualTo(2);
      assertThat(bench.journal("SELECT state FROM devices")).isEqualTo("provisioned");
    }
  }

  @Test
  void voidedTwiceIsVoidedOnce() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "first").exit()).isZero();
      Said again = bench.cli("void", "000417", "--reason", "second");
      assertThat(again.exit()).isZero();
      assertThat(again.out()).contains("voided before");
      assertThat(bench.journal("SELECT count(*) FROM events WHERE kind = 'device.voided'"))
          .isEqualTo("1");
    }
  }

  @Test
  void aQuarantineNumberThatDoesNotExistIsTold() {
    try (Bench bench = Bench.withTpm(1)) {
      for (Said said :
          new Said[] {
            bench.cli("quarantine", "retry", "7", "--json"),
            bench.cli("quarantine", "drop", "7", "--reason", "typo", "--json")
          }) {
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.code()).isEqualTo("quarantine.not-there");
      }
      assertThat(bench.cli("quarantine", "retry", "-7").exit()).isEqualTo(2);
    }
  }

  @Test
  void anExportToAPlaceThatCannotBeWrittenSaysWhy() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path folder = Files.createDirectory(bench.folder().resolve("folder"));
      for (Path target : new Path[] {bench.folder().resolve("nowhere/list.csv"), folder}) {
        Said said = bench.cli("export", "--format", "csv", "--output", target.toString());
        assertThat(said.exit()).as(said.toString()).isEqualTo(2);
        assertThat(said.err()).contains(target + " cannot be written").doesNotContain("Usage");
      }
      try (var files = Files.list(bench.folder())) {
        assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
      }
      assertThat(bench.cli("export", "--format", "xml").exit()).isEqualTo(2);
    }
  }

  @Test
  void anExportThatFailsLeavesTheFileOfLastTime() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path list = Files.writeString(bench.folder().resolve("list.csv"), "last week's");
      Said said = bench.cli("export", "--format", "xml", "--output", list.toString());
      assertThat(said.exit()).isEqualTo(2);
      assertThat(list).hasContent("last week's");
      assertThat(bench.cli("export", "--format", "csv", "--output", list.toString()).exit())
          .isZero();
      assertThat(list).content().startsWith("registrationId,serial,product");
    }
  }
}
