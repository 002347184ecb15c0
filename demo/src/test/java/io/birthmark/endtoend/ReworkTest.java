package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.Test;

/** Promises 3 and 5: a device that has an identity gets another one, in one step. */
class ReworkTest {

  private static Said rework(Bench bench, String slot, String serial) {
    return bench.cli(
        "provision",
        "--slot",
        slot,
        "--serial",
        serial,
        "--rework",
        "--reason",
        "wrong label",
        "--json");
  }

  private static void upload(Bench bench) {
    assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
  }

  @Test
  void theSameBoardGetsAnotherSerial() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      assertThat(bench.provision("000001").ending()).isEqualTo("PASS 0");
      upload(bench);

      assertThat(bench.provision("000002").ending()).as("without the word").startsWith("FAIL");
      assertThat(rework(bench, "A", "000002").ending()).isEqualTo("PASS 0");

      assertThat(Tools.record(tpm)).contains("\"serial\":\"000002\"");
      upload(bench);
      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000002");
      JsonNode old = bench.cli("show", "000001", "--json").json().at("/identities/0");
      assertThat(old.path("state").asText()).isEqualTo("void");
      assertThat(old.path("events").toString()).contains("device.voided", "wrong label");
      // Again is the same.
      assertThat(bench.provision("000002").ending()).isEqualTo("PASS 0");
    }
  }

  @Test
  void aSwappedBoardTakesTheSerialOverAndTheServiceKnowsTheNewOne() {
    try (Bench bench = new Bench()) {
      SoftwareTpm broken = bench.slot("A", 1);
      SoftwareTpm fresh = bench.slot("B", 2);
      assertThat(bench.provision("000001").ending()).isEqualTo("PASS 0");
      upload(bench);
      assertThat(bench.enrolled().endorsementKeyOf("press-000001"))
          .isEqualTo(Tools.endorsementKey(broken));

      assertThat(rework(bench, "B", "000001").ending()).isEqualTo("PASS 0");

      upload(bench);
      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000001");
      assertThat(bench.enrolled().endorsementKeyOf("press-000001"))
          .isEqualTo(Tools.endorsementKey(fresh));
      assertThat(bench.cli("status", "--json").json().path("voided").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aReworkNeedsItsReason() {
    try (Bench bench = Bench.withTpm(1)) {
      Said said = bench.cli("provision", "--slot", "A", "--serial", "000001", "--rework");
      assertThat(said.exit()).isEqualTo(2);
      assertThat(said.err()).contains("--reason");
    }
  }
}
