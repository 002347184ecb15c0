package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.emulator.http.Operation.Side;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.station.Daemon;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.Cost;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.RunIntent;
import io.birthmark.station.journal.RunStart;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.LocalLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An X.509 group takes no call per device, and is believed only while the service has it. */
class ThousandByGroupTest {
  private static final String GROUP = "line";

  private static TokenBench line() {
    TokenBench line = new TokenBench().product("grouped", "x509-group", GROUP);
    var unusedA = line.slot("A", "grouped");
    var unusedB = line.slot("B", "press");
    Said made =
        line.certified()
            .bench()
            .cli(
                "dps",
                "group",
                "create",
                GROUP,
                "--x509",
                "--connection-string-file",
                line.folder().resolve("dps/connection-string").toString());
    assertThat(made.exit()).as("%s", made).isZero();
    return line;
  }

  private static void assertPass(Said run) {
    assertThat(run.ending()).as("%s", run).isEqualTo("PASS 0");
  }

  /** Devices that runs have passed, as a journal knows them. */
  private static void passOnPaper(Bench bench, int devices) {
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(bench.journal(), clock)) {
      Journal journal = new Journal(database, new LocalLedger(), clock);
      for (int number = 1; number <= devices; number++) {
        String serial = String.format("1%05d", number);
        Bytes certificate = Bytes.of(("certificate " + number).getBytes(StandardCharsets.UTF_8));
        Claim claim =
            Claim.of(
                serial,
                "grouped-" + serial,
                new Hardware(Hardware.Kind.TOKEN, certificate.sha256()));
        Begin begun =
            journal.begin(
                new RunIntent(
                    new RunStart("A", "grouped", "pkcs11", "paper", clock.instant()),
                    claim,
                    List.of("write the identity record"),
                    certificate));
        Passed unused =
            journal.pass(
                ((Begin.Begun) begun).run(),
                new PassResult(
                    List.of(),
                    new Cost(1, 1, 1),
                    Optional.of(new Proof(Attestation.X509, certificate)),
                    Optional.of(new Membership(GROUP, true))));
      }
    }
  }

  /** What a station that starts, and has nothing left to send, asks of the service. */
  private static long callsOfAShift(Bench bench) {
    bench.service().requests().reset();
    try (Daemon unused = bench.daemon()) {
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(group(bench).path("status").asText()).isEqualTo("verified");
      return bench.service().requests().of(Side.SERVICE);
    }
  }

  private static JsonNode group(Bench bench) {
    return bench.cli("status", "--json").json().at("/groups/0");
  }

  private static JsonNode device(Bench bench, String serial) {
    return bench.cli("show", serial, "--json").json().at("/identities/0");
  }

  @Test
  void aThousandDevicesTakeAsManyCallsAsOne() {
    try (TokenBench line = line()) {
      Bench bench = line.bench();
      assertPass(bench.provisionIn("A", "000001"));
      long withOne = callsOfAShift(bench);
      passOnPaper(bench, 999);

      long withAThousand = callsOfAShift(bench);

      assertThat(withAThousand).isEqualTo(withOne);
      assertThat(group(bench).path("devices").asInt()).isEqualTo(1000);
      assertThat(device(bench, "000001").path("enrollment").asText()).isEqualTo("covered");
      assertThat(device(bench, "100999").path("enrollment").asText()).isEqualTo("covered");
      assertThat(bench.service().enrollments()).isZero();
    }
  }

  @Test
  void aGroupDeletedWhileTheStationIsOfflineIsFoundWhenItIsBack() throws Exception {
    try (TokenBench line = line()) {
      Bench bench = line.bench();
      try (Daemon unused = bench.daemon()) {
        assertPass(bench.provisionIn("A", "000001"));
        assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
        assertThat(device(bench, "000001").path("enrollment").asText()).isEqualTo("covered");

        bench.serviceGoesAway();
        assertPass(bench.provisionIn("B", "000002"));
        assertThat(bench.cli("upload", "--seconds", "1").exit()).isEqualTo(3);
        deleteTheGroup(bench);
        bench.serviceComesBack();
        assertThat(bench.cli("upload", "--seconds", "60").exit()).isNotEqualTo(2);

        assertThat(group(bench).path("status").asText()).isEqualTo("missing");
        assertThat(device(bench, "000001").path("enrollment").asText()).isEqualTo("queued");
        assertThat(bench.cli("show", "000001").out()).doesNotContain("covered by");
        Said next = bench.provisionIn("A", "000003");
        assertThat(next.ending()).as("%s", next).isEqualTo("ERROR group.missing 3");
      }
    }
  }

  /** At a port that the station does not know, so that it learns nothing of it. */
  private static void deleteTheGroup(Bench bench) throws IOException {
    try (DpsEmulator elsewhere =
        DpsEmulator.start(
            EmulatorOptions.builder().directory(bench.folder().resolve("dps")).port(0).build())) {
      assertThat(elsewhere.enrollmentGroups()).isEqualTo(1);
      JsonNode unused =
          new DpsOwner(bench.folder().resolve("dps"))
              .call("DELETE", "/enrollmentGroups/" + GROUP, "");
      assertThat(elsewhere.enrollmentGroups()).isZero();
    }
  }
}
