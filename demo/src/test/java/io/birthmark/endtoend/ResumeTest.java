package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.Test;

/** Runs that were cut off by {@code kill -9} go on, wherever and whenever the device comes back. */
class ResumeTest {

  /** Serial 000417 is begun in slot A, and the station dies before the record is written. */
  private static void cutOff(Bench bench) throws InterruptedException {
    Forked station = bench.fork("provision", "--slot", "A", "--serial", "000417", "--json");
    station.awaitError("write the identity record");
    station.kill();
  }

  @Test
  void aDeviceThatWasCutOffIsInPlainSightUntilItComesBackInAnotherSlotTomorrow() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slowSlot("A", 1);
      cutOff(bench);

      JsonNode unfinished = bench.cli("status", "--json").json().path("unfinished");
      assertThat(unfinished.path("count").asInt()).isEqualTo(1);
      assertThat(unfinished.at("/devices/0/serial").asText()).isEqualTo("000417");
      assertThat(unfinished.at("/devices/0/slot").asText()).isEqualTo("A");
      assertThat(unfinished.at("/devices/0/problem/code").asText()).isEqualTo("run.interrupted");
      assertThat(bench.cli("status").out())
          .contains("begun and not finished: 1", "000417 = press-000417, slot A, since ")
          .contains("→ Put the same device in again", "birthmark void SN --reason REASON");
      assertThat(bench.cli("devices", "--unfinished").out()).contains("000417");
      assertThat(bench.cli("show", "000417").out()).contains("not finished: put it in again");

      // Meanwhile its slot does others.
      SoftwareTpm other = bench.tpm(2);
      bench.settings().noSlots().slot("A", other.address().toString());
      bench.settings().slot("B", tpm.address().toString());
      assertThat(bench.provision("000418").ending()).isEqualTo("PASS 0");

      Said again = bench.provisionIn("B", "000417");

      assertThat(again.ending()).isEqualTo("PASS 0");
      assertThat(again.json().path("continued").asBoolean()).isTrue();
      assertThat(Tools.run(tpm, "tpm2_nvread 0x01800100 | jq -r .registrationId"))
          .isEqualTo("press-000417");
      assertThat(Tools.leftovers(tpm)).isEmpty();
      assertThat(bench.cli("status", "--json").json().at("/unfinished/count").asInt()).isZero();
      assertThat(bench.journal("SELECT count(*) FROM devices")).isEqualTo("2");
    }
  }

  @Test
  void oneThatNeverComesBackIsVoidedAndItsSerialIsFree() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slowSlot("A", 1);
      SoftwareTpm other = bench.slot("B", 2);
      cutOff(bench);
      assertThat(bench.provisionIn("B", "000417").ending()).isEqualTo("FAIL duplicate.serial 1");

      assertThat(bench.cli("void", "000417", "--reason", "fell into the lathe").exit()).isZero();

      assertThat(bench.cli("status", "--json").json().at("/unfinished/count").asInt()).isZero();
      assertThat(bench.provisionIn("B", "000417").ending()).isEqualTo("PASS 0");
      assertThat(Tools.record(other)).contains("press-000417");
    }
  }

  @Test
  void inASlotForAnotherProductItIsToldWhereItContinues() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slowSlot("A", 1);
      bench
          .settings()
          .setText("product.lathe", "serial_from", "scan")
          .setText("product.lathe", "registration_id", "lathe-{serial}")
          .setText("product.lathe", "attestation", "tpm")
          .noSlots()
          .slot("A", "exec:" + bench.folder().resolve("slow-tpm-A"), "product = \"press\"");
      cutOff(bench);
      bench.settings().noSlots().slot("A", tpm.address().toString(), "product = \"lathe\"");

      Said said = bench.provision("000417");

      assertThat(said.ending()).isEqualTo("FAIL device.another-product 1");
      assertThat(said.json().at("/problem/action").asText()).contains("slot for product press");
      bench.settings().noSlots().slot("A", tpm.address().toString(), "product = \"press\"");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
    }
  }
}
