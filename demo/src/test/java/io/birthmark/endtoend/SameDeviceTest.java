package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.faults.Fault;
import io.birthmark.emulator.http.Operation;
import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.Test;

/** Promises 4 and 5: again is the same, and no two are alike. */
class SameDeviceTest {

  @Test
  void theSameDeviceTwiceIsTheSameIdentityOneEnrollmentAndNothingWrittenAgain() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      JsonNode first = bench.provision("000417").json();
      String record = Tools.record(tpm);
      JsonNode second = bench.provision("000417").json();

      assertThat(second.path("outcome").asText()).isEqualTo("PASS");
      assertThat(second.path("continued").asBoolean()).isTrue();
      assertThat(second.path("registrationId")).isEqualTo(first.path("registrationId"));
      assertThat(second.path("commands").properties())
          .extracting(command -> command.getKey())
          .doesNotContain("NV_Write", "NV_DefineSpace", "NV_WriteLock", "EvictControl");
      assertThat(Tools.record(tpm)).isEqualTo(record);
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000417");
      assertThat(bench.journal("SELECT count(*) FROM enrollments")).isEqualTo("1");
      assertThat(bench.journal("SELECT count(*) FROM runs WHERE outcome = 'PASS'")).isEqualTo("2");
    }
  }

  @Test
  void nothingIsLeftLoadedInTheTpmWhenTheSlotIsFree() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(Tools.leftovers(tpm)).isEmpty();
    }
  }

  @Test
  void aCopiedTpmWithAnotherSerialFailsNamingTheFirst() {
    try (Bench bench = new Bench()) {
      SoftwareTpm first = bench.slot("A", 1);
      assertThat(bench.provision("000417").exit()).isZero();
      SoftwareTpm copy = bench.copyOf(first);
      bench.settings().noSlots().slot("A", copy.address().toString());

      Said said = bench.provision("000418");

      assertThat(said.ending()).isEqualTo("FAIL nv.another-identity 1");
      assertThat(sentence(said)).contains("press-000417", "000417");
      assertThat(Tools.record(copy)).contains("\"000417\"");
    }
  }

  @Test
  void theSameEkWithoutItsRecordAndWithAnotherSerialFailsNamingTheFirst() {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      assertThat(bench.provision("000417").exit()).isZero();
      SoftwareTpm blankTwin = bench.slot("B", 1);

      Said said = bench.provisionIn("B", "000418");

      assertThat(said.ending()).isEqualTo("FAIL duplicate.ek 1");
      assertThat(sentence(said)).contains("belongs to serial 000417", "press-000417");
      assertThat(Tools.written(blankTwin)).doesNotContain("0x1800100", "0x81000001");
    }
  }

  @Test
  void anotherDeviceWithTheSameSerialFailsNamingTheFirst() {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      assertThat(bench.provision("000417").exit()).isZero();
      SoftwareTpm other = bench.slot("B", 2);

      Said said = bench.provisionIn("B", "000417");

      assertThat(said.ending()).isEqualTo("FAIL duplicate.serial 1");
      assertThat(sentence(said)).contains("belongs to serial 000417", "slot A");
      assertThat(Tools.written(other)).doesNotContain("0x1800100", "0x81000001");
    }
  }

  @Test
  void afterAVoidAnotherDeviceTakesTheSerialAndTheOldEnrollmentGoesBeforeTheNewOneComes() {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      SoftwareTpm other = bench.slot("B", 2);
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();

      Said voided = bench.cli("void", "000417", "--reason", "swapped board");
      assertThat(voided.exit()).isZero();
      assertThat(bench.provisionIn("B", "000417").ending()).isEqualTo("PASS 0");
      assertThat(bench.cli("upload").exit()).isZero();

      Enrolled enrolled = bench.enrolled();
      assertThat(enrolled.registrationIds()).containsExactly("press-000417");
      // Were it created before the old one was deleted, the service would have said 409.
      assertThat(enrolled.endorsementKeyOf("press-000417")).isEqualTo(Tools.endorsementKey(other));
      assertThat(
              bench.journal(
                  "SELECT operation || ' ' || state FROM enrollments ORDER BY settled_at, id"))
          .isEqualTo("create enrolled\ndelete deleted\ncreate enrolled");
      assertThat(bench.journal("SELECT detail FROM events WHERE kind = 'device.voided'"))
          .isEqualTo("{\"reason\":\"swapped board\"}");
    }
  }

  @Test
  void anOldEnrollmentThatIsHardToDeleteStillGoesBeforeTheNewOneComes() {
    try (Bench bench = Bench.withFaultlessService()) {
      SoftwareTpm first = bench.slot("A", 1);
      SoftwareTpm other = bench.slot("B", 2);
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "swapped board").exit()).isZero();
      assertThat(bench.provisionIn("B", "000417").ending()).isEqualTo("PASS 0");
      bench.service().faults().next(2, Operation.BULK, new Fault.ServerError(500));

      for (int i = 0; i < 30 && bench.cli("upload", "--seconds", "1").exit() != 0; i++) {
        assertThat(bench.enrolled().endorsementKeyOf("press-000417"))
            .as("nothing is enrolled over the old one")
            .isIn(Tools.endorsementKey(first), "not enrolled");
      }

      assertThat(bench.service().requests().of(Operation.BULK, 500)).isEqualTo(2);
      assertThat(bench.enrolled().endorsementKeyOf("press-000417"))
          .isEqualTo(Tools.endorsementKey(other));
      assertThat(bench.journal("SELECT count(*) FROM events WHERE kind LIKE '%quarantined'"))
          .isEqualTo("0");
    }
  }

  @Test
  void afterAVoidTheSameDeviceTakesAnotherSerial() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "wrong label").exit()).isZero();

      assertThat(bench.provision("000500").ending()).isEqualTo("PASS 0");

      assertThat(Tools.run(tpm, "tpm2_nvread 0x01800100 | jq -r .serial")).isEqualTo("000500");
      assertThat(Tools.run(tpm, "tpm2_nvreadpublic 0x01800100")).contains("writelocked");
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000500");
    }
  }

  @Test
  void aVoidBeforeTheUploadLeavesNothingAtTheServiceOfTheOldIdentity() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "wrong label").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).isEmpty();
    }
  }

  @Test
  void aFinishedDeviceIsRefusedWhereThePolicySaysSo() {
    try (Bench bench = Bench.withTpm(1)) {
      bench.settings().setText("product.press", "already_provisioned", "refuse");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");

      Said said = bench.provision("000417");

      assertThat(said.ending()).isEqualTo("FAIL device.already-provisioned 1");
      assertThat(sentence(said)).contains("000417", "press-000417");
    }
  }

  @Test
  void aDeviceFinishedAtAnotherStationIsRefusedWhereThePolicySaysSo() {
    try (Bench first = new Bench();
        Bench second = Bench.withTpm(2)) {
      SoftwareTpm tpm = first.slot("A", 1);
      assertThat(first.provision("000417").exit()).isZero();
      second
          .settings()
          .noSlots()
          .slot("A", tpm.address().toString())
          .setText("dps", "registration_url", first.service().url())
          .setText("dps", "id_scope", first.service().idScope())
          .setText("product.press", "already_provisioned", "refuse");
      assertThat(second.provision("000417").ending())
          .isEqualTo("FAIL device.already-provisioned 1");
    }
  }

  @Test
  void aDeviceCutOffByAKillIsNotTakenForAFinishedOne() throws Exception {
    try (Bench bench = new Bench()) {
      bench.settings().setText("product.press", "already_provisioned", "refuse");
      SoftwareTpm unused = bench.slowSlot("A", 1);
      Forked station = bench.fork("provision", "--serial", "000417", "--json");
      // Everything is in the device, and the journal has no PASS yet.
      station.awaitError("read back");
      station.kill();
      assertThat(bench.journal("SELECT count(*) FROM runs WHERE outcome IS NULL")).isEqualTo("1");

      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(bench.provision("000417").ending()).isEqualTo("FAIL device.already-provisioned 1");
    }
  }

  @Test
  void aVoidedDeviceIsNotAFinishedOneAlsoWithItsOldSerial() {
    try (Bench bench = Bench.withTpm(1)) {
      bench.settings().setText("product.press", "already_provisioned", "refuse");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.cli("void", "000417", "--reason", "tested to death").exit()).isZero();

      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");

      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).containsExactly("press-000417");
      assertThat(
              bench.journal(
                  "SELECT operation || ' ' || state FROM enrollments ORDER BY settled_at, id"))
          .isEqualTo("create enrolled\ndelete deleted\ncreate enrolled");
    }
  }

  @Test
  void withoutARuleTheRegistrationIdIsTheOneThatTheServicesSdksDerive() {
    try (Bench bench = new Bench()) {
      bench.settings().unset("product.press", "registration_id");
      SoftwareTpm tpm = bench.slot("A", 1);

      String id = bench.provision("000417").json().path("registrationId").asText();

      String base32 =
          Tools.run(
              tpm,
              "f=$(mktemp); tpm2_readpublic -Q -c 0x81010001 -f tss -o $f;"
                  + " openssl dgst -sha256 -binary $f | base32 -w0 | tr -d = | tr A-Z a-z; rm $f");
      assertThat(id).isEqualTo(base32);
      assertThat(bench.cli("upload").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).containsExactly(base32);
    }
  }

  private static String sentence(Said said) {
    return said.json().path("problem").path("sentence").asText();
  }
}
