package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Devices that are not what they should be: each fails with its own problem, nothing is enrolled
 * for it, and the station goes on.
 */
class BadDeviceTest {

  @Test
  void aSerialThatDoesNotMatchTheProductsRuleIsNotUsed() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      for (String serial : new String[] {"417", "000417x", "", "ooo417", "000417\n", "０００４１７"}) {
        assertFails(bench, bench.provision(serial), "serial.invalid");
      }
      assertThat(bench.cli("provision", "--json").ending()).isEqualTo("FAIL serial.missing 1");
      assertUntouched(tpm);
    }
  }

  @Test
  void aSerialThatMakesNoRegistrationIdIsNotUsed() {
    try (Bench bench = new Bench()) {
      bench.settings().setText("product.press", "serial", ".{1,64}");
      bench.settings().setText("product.press", "registration_id", "p".repeat(100) + "-{serial}");
      SoftwareTpm tpm = bench.slot("A", 1);
      assertFails(bench, bench.provision("1".repeat(64)), "serial.invalid");
      assertFails(bench, bench.provision("a/b"), "serial.invalid");
      assertFails(bench, bench.provision("a b"), "serial.invalid");
      assertFails(bench, bench.provision("a-"), "serial.invalid");
      assertUntouched(tpm);
    }
  }

  @Test
  void anEmptySlotFails() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      tpm.powerOff();
      assertFails(bench, bench.provision("000417"), "tpm.absent");
      SoftwareTpm unused = Bench.on(tpm);
      assertPasses(bench, "000417");
    }
  }

  @Test
  void aSilentTpmFailsInTimeAndContinuesLater() {
    try (Bench bench = new Bench()) {
      bench.settings().set("tpm", "command_seconds", "1");
      SoftwareTpm tpm = bench.slot("A", 1);
      Forked.signal(tpm.process(), "STOP");
      assertFails(bench, bench.provision("000417"), "tpm.silent");
      Forked.signal(tpm.process(), "CONT");
      assertPasses(bench, "000417");
    }
  }

  @Test
  void aTpmThatFallsSilentInTheMiddleContinuesWithTheSameIdentity() throws Exception {
    try (Bench bench = new Bench()) {
      bench.settings().set("tpm", "command_seconds", "2");
      SoftwareTpm tpm = bench.slowSlot("A", 1);
      Forked run = bench.fork("provision", "--serial", "000417", "--json");
      run.awaitError("write the identity record");
      Forked.signal(tpm.process(), "STOP");
      Said said = run.waitFor();
      Forked.signal(tpm.process(), "CONT");
      assertFails(bench, said, "tpm.silent");
      assertPasses(bench, "000417");
    }
  }

  @Test
  void aDevicePulledInTheMiddleContinuesWithTheSameIdentity() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slowSlot("A", 1);
      Forked run = bench.fork("provision", "--serial", "000417", "--json");
      run.awaitError("write the identity record");
      tpm.powerOff();
      Said said = run.waitFor();
      assertThat(said.ending()).isIn("FAIL tpm.gone 1", "FAIL tpm.absent 1");
      SoftwareTpm unused = Bench.on(tpm);
      assertPasses(bench, "000417");
    }
  }

  @Test
  void aTpmThatStaysBusyFails() {
    try (Bench bench = new Bench()) {
      bench.settings().slot("A", answering(bench, "\\x00\\x00\\x09\\x22"));
      assertFails(bench, bench.provision("000417"), "tpm.still-busy");
    }
  }

  @Test
  void aTpmInFailureModeFails() {
    try (Bench bench = new Bench()) {
      bench.settings().slot("A", answering(bench, "\\x00\\x00\\x01\\x01"));
      assertFails(bench, bench.provision("000417"), "tpm.failure-mode");
    }
  }

  @Test
  void whatIsNoTpmFails() {
    try (Bench bench = new Bench()) {
      bench.settings().slot("A", "exec:/usr/bin/yes");
      assertFails(bench, bench.provision("000417"), "tpm.nonsense");
    }
  }

  /** A slot whose TPM gives every command the same answer. */
  private static String answering(Bench bench, String code) {
    return "exec:"
        + bench.program(
            "tpm-that-answers",
            """
            #!/bin/bash
            while head=$(head -c 10 | od -An -v -tx1 | tr -d ' \\n'); [ ${#head} -eq 20 ]; do
              head -c $((16#${head:4:8} - 10)) > /dev/null
              printf '\\x80\\x01\\x00\\x00\\x00\\x0a%s'
            done
            """
                .formatted(code));
  }

  @Test
  void aTpmInLockoutFails() {
    assertFailsAfter(
        "tpm.lockout",
        """
        tpm2_dictionarylockout -s -n 1 -t 1000 -l 1000
        d=$(mktemp -d)
        tpm2_createprimary -Q -C o -p secret -c $d/key
        ! tpm2_create -Q -C $d/key -P wrong -u $d/u -r $d/r 2> /dev/null
        tpm2_flushcontext -t
        rm -r $d
        """);
  }

  @Test
  void aTpmWithAnOwnerPasswordFails() {
    assertFailsAfter("tpm.password-set", "tpm2_changeauth -c owner secret");
  }

  @Test
  void aTpmWithAnEndorsementPasswordFails() {
    assertFailsAfter("tpm.password-set", "tpm2_changeauth -c endorsement secret");
  }

  @Test
  void aTpmWhoseIndexHoldsSomethingElseFails() {
    assertFailsAfter(
        "nv.in-use",
        """
        tpm2_nvdefine -Q 0x01800100 -C o -s 5 -a 'ownerwrite|ownerread|authread|no_da|writedefine'
        printf hello | tpm2_nvwrite -Q -C o 0x01800100 -i-
        tpm2_nvwritelock -C o 0x01800100
        """);
  }

  @Test
  void aTpmWithAnotherKeyAtTheEksPlaceFails() {
    assertFailsAfter(
        "ek.another-key-persistent",
        """
        d=$(mktemp -d)
        tpm2_evictcontrol -Q -C o -c 0x81010001
        tpm2_createprimary -Q -C e -c $d/key
        tpm2_evictcontrol -Q -C o -c $d/key 0x81010001
        tpm2_flushcontext -t
        rm -r $d
        """);
  }

  @Test
  void aTpmWithoutAnEkCertificateFails() {
    assertFailsAfter(
        "ek.no-certificate", "tpm2_nvundefine -C p 0x01C00002; tpm2_nvundefine -C p 0x01C00016");
  }

  @Test
  void aTpmWhoseMakerVouchesForAnEccKeyOnlyFails() {
    assertFailsAfter("ek.only-ecc", "tpm2_nvundefine -C p 0x01C00002");
  }

  @Test
  void aTpmWithABrokenEkCertificateFails() {
    assertFailsAfter(
        "ek.broken-certificate", certificate("tpm2_nvread 0x01C00002 | head -c 500 > $d/new"));
  }

  @Test
  void aTpmWithTheCertificateOfAnotherKeyFails() {
    try (Bench bench = new Bench()) {
      String other =
          Tools.run(bench.tpm(2), "tpm2_startup -c; tpm2_nvread 0x01C00002 | base64 -w0");
      SoftwareTpm tpm = bench.slot("A", 1);
      String unused =
          Tools.run(
              tpm, "tpm2_startup -c\n" + certificate("echo " + other + " | base64 -d > $d/new"));
      assertFails(bench, bench.provision("000417"), "ek.certificate-of-another-key");
    }
  }

  /** Replaces the EK certificate by what {@code make} puts into $d/new. */
  private static String certificate(String make) {
    return """
    d=$(mktemp -d)
    %s
    tpm2_nvundefine -C p 0x01C00002
    tpm2_nvdefine -Q 0x01C00002 -C p -s $(stat -c %%s $d/new) \
      -a 'ppwrite|ppread|ownerread|authread|no_da|platformcreate'
    tpm2_nvwrite -Q -C p 0x01C00002 -i $d/new
    rm -r $d
    """
        .formatted(make);
  }

  @Test
  void aTpmOfAnUnknownMakerFails() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      Path roots = Files.createDirectory(bench.folder().resolve("other-roots"));
      String unused =
          Tools.run(
              Map.of("D", roots.toString()),
              "openssl req -x509 -newkey rsa:2048 -nodes -subj '/CN=Another maker' -days 30"
                  + " -keyout $D/../key.pem -out $D/root.pem 2> /dev/null");
      bench.settings().setText("tpm", "ek_roots", roots);
      assertFails(bench, bench.provision("000417"), "ek.unknown-maker");
      assertUntouched(tpm);
    }
  }

  @Test
  void aFullTpmFailsAndPassesWhenThereIsRoom() {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      String unused =
          Tools.run(
              tpm,
              """
              tpm2_startup -c
              i=0
              for size in 2048 512 64; do
                while tpm2_nvdefine -Q $((0x01810000 + i)) -C o -s $size 2> /dev/null; do
                  i=$((i + 1))
                done
              done
              """);
      assertFails(bench, bench.provision("000417"), "nv.full");
      String unusedToo =
          Tools.run(tpm, "tpm2_nvundefine -C o 0x01810000; tpm2_nvundefine -C o 0x01810001");
      assertPasses(bench, "000417");
    }
  }

  private static void assertFailsAfter(String code, String preparation) {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      String unused = Tools.run(tpm, "tpm2_startup -c\n" + preparation);
      String before = Tools.written(tpm);
      assertFails(bench, bench.provision("000417"), code);
      assertThat(Tools.written(tpm)).isEqualTo(before);
      assertThat(Tools.leftovers(tpm)).isEmpty();
    }
  }

  /** FAIL with this code, a sentence and an action; in the journal; and nothing to enrol. */
  private static void assertFails(Bench bench, Said said, String code) {
    assertThat(said.ending()).isEqualTo("FAIL " + code + " 1");
    JsonNode problem = said.json().path("problem");
    assertThat(problem.path("fault").asText()).isEqualTo("device");
    assertThat(problem.path("sentence").asText()).endsWith(".");
    assertThat(problem.path("action").asText()).endsWith(".");
    assertThat(
            bench.journal(
                "SELECT outcome || ' ' || problem_code FROM runs ORDER BY id DESC LIMIT 1"))
        .isEqualTo("FAIL " + code);
    assertThat(bench.journal("SELECT count(*) FROM enrollments")).isEqualTo("0");
  }

  private static void assertPasses(Bench bench, String serial) {
    assertThat(bench.provision(serial).ending()).isEqualTo("PASS 0");
    assertThat(bench.journal("SELECT count(*) FROM devices WHERE state = 'provisioned'"))
        .isEqualTo("1");
    assertThat(bench.journal("SELECT count(*) FROM enrollments")).isEqualTo("1");
  }

  private static void assertUntouched(SoftwareTpm tpm) {
    String unused = Tools.run(tpm, "tpm2_startup -c");
    assertThat(Tools.written(tpm)).doesNotContain("0x1800100", "0x81000001");
  }
}
