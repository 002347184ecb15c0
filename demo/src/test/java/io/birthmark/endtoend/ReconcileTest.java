package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.emulator.faults.Fault;
import io.birthmark.emulator.http.Operation;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.Daemon;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.Cost;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.RunIntent;
import io.birthmark.station.journal.RunStart;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.LocalLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The journal against a service whose owner went about in it. */
@Timeout(120)
class ReconcileTest {
  private static final String BEFORE_MODULUS =
      "013a0001000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"
          + "00060080004300100800000000000100";

  /** An endorsement key by the TCG's template that no TPM has. */
  private static Bytes ek(int number) {
    byte[] modulus = new byte[256];
    new Random(number).nextBytes(modulus);
    modulus[0] |= (byte) 0x80;
    modulus[255] |= 1;
    return Bytes.ofHex(BEFORE_MODULUS + Bytes.of(modulus).hex());
  }

  private static String serial(int number) {
    return String.format("%06d", number);
  }

  private static String resource(int number) {
    return "/enrollments/press-" + serial(number);
  }

  /** A bench with devices that runs have passed, as a journal knows them, and all enrolled. */
  private static Bench enrolled(int devices) {
    Bench bench = new Bench();
    bench.settings().slot("A", "tcp:127.0.0.1:1");
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(made(bench.journal()), clock)) {
      Journal journal = new Journal(database, new LocalLedger(), clock);
      for (int number = 1; number <= devices; number++) {
        pass(journal, number, clock);
      }
    }
    assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
    return bench;
  }

  private static Path made(Path journal) {
    try {
      Files.createDirectories(Optional.ofNullable(journal.getParent()).orElseThrow());
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pass(Journal journal, int number, Clock clock) {
    Begin begun =
        journal.begin(
            new RunIntent(
                new RunStart("A", "press", "tpm2", "paper", clock.instant()),
                Claim.ofTpm(serial(number), "press-" + serial(number), ek(number).sha256()),
                List.of("write the identity record"),
                Bytes.EMPTY));
    Passed unused =
        journal.pass(
            ((Begin.Begun) begun).run(),
            new PassResult(
                List.of(), new Cost(1, 1, 1), Optional.of(new Proof(Attestation.TPM, ek(number)))));
  }

  private static DpsOwner owner(Bench bench) {
    return new DpsOwner(bench.folder().resolve("dps"));
  }

  private static String entry(int number, Bytes ek, String more) {
    return "{\"registrationId\":\"press-"
        + serial(number)
        + "\",\"attestation\":{\"type\":\"tpm\",\"tpm\":{\"endorsementKey\":\""
        + ek.base64()
        + "\"}}"
        + more
        + "}";
  }

  /** As an owner does who deletes an entry and makes another one under its name. */
  private static void overwrite(Bench bench, int number, String entry) {
    delete(bench, number);
    JsonNode unused = owner(bench).call("PUT", resource(number), entry);
  }

  private static void delete(Bench bench, int number) {
    JsonNode unused = owner(bench).call("DELETE", resource(number), "");
  }

  private static JsonNode stored(Bench bench, int number) {
    return owner(bench).call("GET", resource(number), "");
  }

  private static String ekOf(JsonNode entry) {
    return entry.at("/attestation/tpm/endorsementKey").asText();
  }

  private static int count(JsonNode answer, String kind) {
    return answer.path(kind).path("count").asInt(-1);
  }

  @Test
  void everyKindIsFoundAndMendedThroughTheRunningStation() throws Exception {
    try (Bench bench = enrolled(30);
        Daemon unused = bench.daemon()) {
      Said first = bench.cli("reconcile");
      assertThat(first.exit()).as("%s", first).isZero();
      assertThat(first.out()).contains("30 entries at the service", "journal and service agree");

      JsonNode group =
          owner(bench)
              .call(
                  "PUT",
                  "/enrollmentGroups/line1-keys",
                  "{\"enrollmentGroupId\":\"line1-keys\",\"attestation\":{\"type\":\"symmetricKey\"}}");
      assertThat(group.path("enrollmentGroupId").asText()).isEqualTo("line1-keys");
      Said withGroup = bench.cli("reconcile");
      assertThat(withGroup.exit()).as("another station's group is no fault").isZero();
      assertThat(withGroup.out()).contains("groups unknown here", "line1-keys");

      delete(bench, 1);
      overwrite(bench, 2, entry(2, ek(902), ",\"deviceId\":\"operators-name\""));
      overwrite(bench, 3, entry(3, ek(3), ",\"provisioningStatus\":\"disabled\""));
      assertThat(bench.cli("void", serial(4), "--reason", "rework").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();
      JsonNode left = owner(bench).call("PUT", resource(4), entry(4, ek(4), ""));
      JsonNode other = owner(bench).call("PUT", resource(777), entry(777, ek(777), ""));
      assertThat(left.path("etag").asText() + other.path("etag").asText()).isNotEmpty();

      Path list = bench.folder().resolve("differences.csv");
      Said found = bench.cli("reconcile", "--json", "--output", list.toString(), "--format", "csv");
      assertThat(found.exit()).as("%s", found).isEqualTo(1);
      for (String kind : List.of("missing", "different", "disabled", "voided", "unknown-here")) {
        assertThat(count(found.json(), kind)).as("%s in %s", kind, found).isEqualTo(1);
      }
      assertThat(found.json().path("open").asInt()).isEqualTo(4);
      assertThat(Files.readAllLines(list))
          .hasSize(6)
          .startsWith("kind,registrationId,serial,detail,confirmed")
          .anyMatch(line -> line.startsWith("missing,press-000001,000001,"));

      Said mended = bench.cli("reconcile", "--repair", "missing,different,voided", "--json");
      assertThat(mended.json().path("open").asInt()).as("%s", mended).isEqualTo(1);
      assertThat(bench.cli("upload").exit()).isZero();

      assertThat(ekOf(stored(bench, 1))).isEqualTo(ek(1).base64());
      JsonNode second = stored(bench, 2);
      assertThat(ekOf(second)).isEqualTo(ek(2).base64());
      assertThat(second.path("deviceId").asText())
          .as("is the operator's")
          .isEqualTo("operators-name");
      assertThat(stored(bench, 3).path("provisioningStatus").asText()).isEqualTo("disabled");
      assertThat(bench.enrolled().registrationIds())
          .contains("press-000777")
          .doesNotContain("press-000004");
      assertThat(bench.journal("SELECT DISTINCT who FROM events WHERE kind LIKE 'entry.%'"))
          .startsWith("user:");
      assertThat(bench.cli("reconcile").out())
          .contains("disabled: 1", "birthmark reconcile --repair disabled");
      assertThat(bench.cli("reconcile", "--repair", "disabled").exit()).isZero();
      assertThat(stored(bench, 3).path("provisioningStatus").asText()).isEqualTo("enabled");
    }
  }

  @Test
  void pagesAreReadThroughThrottlingAndCutConnections() throws Exception {
    try (Bench bench = enrolled(430);
        Daemon unused = bench.daemon()) {
      delete(bench, 300);
      bench.service().faults().next(1, Operation.QUERY, new Fault.DropAfter());
      bench.service().faults().next(1, Operation.QUERY, new Fault.Throttle(0));
      bench.service().faults().next(1, Operation.QUERY, new Fault.ServerError(503));
      bench.service().requests().reset();

      Path list = bench.folder().resolve("differences.json");
      Said found = bench.cli("reconcile", "--json", "--output", list.toString());

      assertThat(found.exit()).as("%s", found).isEqualTo(1);
      assertThat(found.json().path("entries").asInt()).isEqualTo(429);
      assertThat(count(found.json(), "missing")).isEqualTo(1);
      assertThat(Files.readAllLines(list)).hasSize(1);
      assertThat(new ObjectMapper().readTree(list.toFile()).path("serial").asText())
          .isEqualTo(serial(300));
      assertThat(bench.service().requests().of(Operation.QUERY)).isGreaterThan(5);
    }
  }

  @Test
  void anOwnerWhoWritesAtTheSameMomentIsNotOverwritten() throws Exception {
    try (Bench bench = enrolled(2);
        Daemon unused = bench.daemon()) {
      overwrite(bench, 1, entry(1, ek(901), ""));
      bench.service().requests().reset();
      bench
          .service()
          .faults()
          .next(1, Operation.PUT_ENROLLMENT, new Fault.Slow(Duration.ofSeconds(3)));
      Forked repair = bench.fork("reconcile", "--repair", "different", "--json");
      while (bench.service().requests().of(Operation.GET_ENROLLMENT) < 2) {
        Thread.sleep(10);
      }
      // The station has looked, and its change is on the way.
      Thread.sleep(300);
      overwrite(bench, 1, entry(1, ek(999), ""));

      Said said = repair.waitFor();

      assertThat(said.exit()).as("%s", said).isEqualTo(1);
      assertThat(said.json().at("/different/left/0/why").asText())
          .contains("what they wrote stands");
      assertThat(ekOf(stored(bench, 1))).isEqualTo(ek(999).base64());
    }
  }

  @Test
  void withoutAStationTheVerbDoesTheWorkItself() {
    try (Bench bench = enrolled(12)) {
      delete(bench, 5);

      assertThat(bench.cli("reconcile", "--repair", "missing").out()).contains("missing: 1");

      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).hasSize(12);
    }
  }

  @Test
  void aKindThatCannotBeMendedIsWrongUse() {
    try (Bench bench = enrolled(1)) {
      Said said = bench.cli("reconcile", "--repair", "unknown-here");

      assertThat(said.exit()).isEqualTo(2);
      assertThat(said.err()).contains("missing, different, disabled, voided");
    }
  }
}
