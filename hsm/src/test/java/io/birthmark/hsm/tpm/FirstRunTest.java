package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A new device gets its identity; what it holds is read by tpm2-tools and openssl. */
class FirstRunTest {
  private static final Line LINE = new Line();

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @Test
  void theRecordReadBackIsTheOneThatWasWanted() {
    try (SoftwareTpm tpm = LINE.newTpm();
        TpmElement element = LINE.connect(tpm)) {
      IdentityRecord record = Line.record("000417");
      assertThat(Line.provision(element, record)).isEqualTo(record);
    }
  }

  @Test
  void otherToolsReadTheSameRecordAndSeeItLockedAlsoAfterPowerOff() throws Exception {
    try (SoftwareTpm tpm = LINE.newTpm()) {
      IdentityRecord record = Line.record("000418");
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, record);
      }
      tpm.powerCycle();
      Tools.run(tpm, "tpm2_startup -c");
      assertThat(Tools.bytes(tpm, "tpm2_nvread 0x01800100")).isEqualTo(record.toBytes().toArray());
      assertThat(Tools.run(tpm, "tpm2_nvread 0x01800100 | jq -r .registrationId"))
          .isEqualTo("press-000418");
      assertThat(Tools.run(tpm, "tpm2_nvreadpublic 0x01800100"))
          .contains("writelocked")
          .contains("writedefine")
          .contains("no_da");
      assertThat(Tools.run(tpm, "(echo x | tpm2_nvwrite -C o 0x01800100 -i- 2>&1 || true) | cat"))
          .containsIgnoringCase("lock");
    }
  }

  @Test
  void theEkIsTheCertificatesKeyAtItsPlace() {
    try (SoftwareTpm tpm = LINE.newTpm()) {
      Identification.Fit fit;
      Evidence evidence;
      try (TpmElement element = LINE.connect(tpm)) {
        fit = Line.fit(element);
        evidence = Line.provision(element, Line.wanted(Line.record("000419"))).evidence();
      }
      String dir = tpm.state().toString();
      byte[] ek =
          Tools.bytes(
              tpm,
              "tpm2_readpublic -Q -c 0x81010001 -o " + dir + "/ek.pub; cat " + dir + "/ek.pub");
      assertThat(evidence).isEqualTo(new Evidence.EndorsementKey(Bytes.of(ek)));
      assertThat(fit.hardware()).contains(new Hardware(Hardware.Kind.TPM, Bytes.of(ek).sha256()));
      String modulusOfCertificate =
          Tools.run(
              tpm,
              "tpm2_nvread 0x01C00002 | openssl x509 -inform DER -noout -modulus | cut -d= -f2");
      String hex = HexFormat.of().withUpperCase().formatHex(ek);
      assertThat(hex).endsWith(modulusOfCertificate);
    }
  }

  @Test
  void theDefaultRegistrationIdIsTheOneTheServicesSdksDerive() {
    try (SoftwareTpm tpm = LINE.newTpm()) {
      Identification.Fit fit;
      try (TpmElement element = LINE.connect(tpm)) {
        fit = Line.fit(element);
      }
      String dir = tpm.state().toString();
      String base32 =
          Tools.run(
              tpm,
              "tpm2_readpublic -Q -c 0x81010001 -o "
                  + dir
                  + "/ek.pub; cat "
                  + dir
                  + "/ek.pub | openssl dgst -sha256 -binary | base32 | tr -d = | tr A-Z a-z");
      assertThat(fit.defaultRegistrationId()).contains(base32);
      assertThat(base32).hasSize(52);
    }
  }

  @Test
  void identifyingWritesNothing() {
    try (SoftwareTpm tpm = LINE.newTpm()) {
      Tools.run(tpm, "tpm2_startup -c");
      String before = everything(tpm);
      try (TpmElement element = LINE.connect(tpm)) {
        assertThat(Line.fit(element).record()).isEmpty();
      }
      assertThat(everything(tpm)).isEqualTo(before);
    }
  }

  private static String everything(SoftwareTpm tpm) {
    return Tools.run(
        tpm,
        "tpm2_getcap handles-nv-index; tpm2_getcap handles-persistent; tpm2_getcap"
            + " handles-transient; tpm2_getcap handles-loaded-session");
  }

  @Test
  void theDeviceTellsWhatItIs() {
    try (SoftwareTpm tpm = LINE.newTpm();
        TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.fit(element).facts())
          .containsEntry("manufacturer", "IBM")
          .containsEntry("model", "SW   TPM")
          .containsEntry("lockout", "no")
          .containsEntry("ownerPassword", "empty");
    }
  }

  @Test
  void aFirstRunAndARepeatRunCostFewCommands() {
    try (SoftwareTpm tpm = LINE.newTpm()) {
      Cost first;
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, Line.record("000420"));
        first = element.cost();
      }
      Cost repeat;
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, Line.record("000420"));
        repeat = element.cost();
      }
      assertThat(first.total()).isLessThanOrEqualTo(21);
      assertThat(repeat.total()).isLessThanOrEqualTo(15);
      assertThat(repeat.commands())
          .doesNotContainKeys("NV_Write", "NV_DefineSpace", "EvictControl");
    }
  }

  @Test
  void unchangedContentIsNotWrittenAgainAndKeepsItsFirstDate() {
    try (SoftwareTpm tpm = LINE.newTpm()) {
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, Line.record("000421"));
      }
      byte[] before = Tools.bytes(tpm, "tpm2_nvread 0x01800100");
      IdentityRecord later = Line.record("000421");
      later =
          new IdentityRecord(
              later.registrationUrl(),
              later.idScope(),
              later.registrationId(),
              later.attestation(),
              later.serial(),
              later.key(),
              Optional.of("line9-z"),
              Optional.empty());
      try (TpmElement element = LINE.connect(tpm)) {
        assertThat(Line.provision(element, later).differences(later)).isEmpty();
      }
      assertThat(Tools.bytes(tpm, "tpm2_nvread 0x01800100")).isEqualTo(before);
      assertThat(new String(before, StandardCharsets.UTF_8)).contains("line3-a");
    }
  }
}
