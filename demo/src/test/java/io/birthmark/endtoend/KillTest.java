package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the station at random moments: nothing is lost, nothing happens twice. */
class KillTest {
  private static final int RUNS = 15;
  private static final int UPLOADS = 5;

  @Test
  void aRunThatWasKilledContinuesWithTheSameIdentityAndOneEnrollment() throws Exception {
    Random random = new Random(20261122);
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      int cutOff = 0;
      for (int i = 1; i <= RUNS; i++) {
        String serial = String.format("%06d", i);
        try (Forked station = bench.fork("provision", "--serial", serial, "--json")) {
          station.awaitError("identify");
          Thread.sleep(random.nextInt(280));
          station.kill();
          boolean saidPass = station.out().contains("\"PASS\"");
          String journalled =
              bench.journal(
                  "SELECT count(*) FROM runs r JOIN devices d ON d.id = r.device"
                      + " WHERE r.outcome = 'PASS' AND d.serial = '"
                      + serial
                      + "'");
          assertThat(!saidPass || journalled.equals("1")).as("a PASS that was said").isTrue();
          cutOff += saidPass ? 0 : 1;
        }

        Said again = bench.provision(serial);

        assertThat(again.ending()).isEqualTo("PASS 0");
        assertThat(Tools.run(tpm, "tpm2_nvread 0x01800100 | jq -r .registrationId"))
            .isEqualTo("press-" + serial);
        assertThat(Tools.run(tpm, "tpm2_nvreadpublic 0x01800100")).contains("writelocked");
        assertThat(Tools.leftovers(tpm)).isEmpty();
        assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
        assertThat(bench.enrolled().registrationIds()).containsExactly("press-" + serial);
        assertThat(
                bench.journal(
                    "SELECT count(*) FROM enrollments e JOIN devices d ON d.id = e.device"
                        + " WHERE operation = 'create' AND d.serial = '"
                        + serial
                        + "'"))
            .isEqualTo("1");
        assertThat(bench.journal("SELECT count(*) FROM runs WHERE outcome IS NULL")).isEqualTo("0");
        // The same hardware is the next device.
        assertThat(bench.cli("void", serial, "--reason", "next").exit()).isZero();
      }
      assertThat(cutOff).as("runs that were really cut off").isPositive();
    }
  }

  @Test
  void anUploadThatWasKilledEnrolsEveryDeviceOnce() throws Exception {
    Random random = new Random(20261123);
    try (Bench bench = new Bench()) {
      for (int which = 1; which <= 3; which++) {
        SoftwareTpm unused = bench.slot("S" + which, which);
      }
      bench.settings().set("dps", "batch_size", "1");
      for (int which = 1; which <= 3; which++) {
        assertThat(bench.provisionIn("S" + which, "00000" + which).exit()).isZero();
      }
      for (int i = 0; i < UPLOADS; i++) {
        try (Forked upload = bench.fork("upload", "--seconds", "60")) {
          Thread.sleep(300 + random.nextInt(600));
          upload.kill();
        }
      }
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(bench.enrolled().registrationIds())
          .containsExactly("press-000001", "press-000002", "press-000003");
      assertThat(bench.journal("SELECT group_concat(operation || ' ' || state) FROM enrollments"))
          .isEqualTo("create enrolled,create enrolled,create enrolled");
    }
  }
}
