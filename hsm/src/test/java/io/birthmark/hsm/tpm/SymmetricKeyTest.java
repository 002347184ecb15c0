package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tss.tpm.TPM_CC;

/** A symmetric key that comes from outside; judged by tpm2-tools and openssl. */
class SymmetricKeyTest {
  private static final Line LINE = new Line();
  private static final IdentityRecord RECORD = named("sym-dev-0001");

  private SoftwareTpm tpm;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @BeforeEach
  void switchOn() {
    tpm = LINE.copy();
    Tools.run(tpm, "tpm2_startup -c");
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  private static IdentityRecord named(String registrationId) {
    IdentityRecord record = Line.record("000700", Attestation.SYMMETRIC_KEY);
    return new IdentityRecord(
        record.registrationUrl(),
        record.idScope(),
        registrationId,
        record.attestation(),
        record.serial(),
        record.key(),
        record.station(),
        Optional.empty());
  }

  private Contents provision() {
    try (TpmElement element = LINE.connect(tpm)) {
      return Line.provision(element, Line.wanted(RECORD));
    }
  }

  private String sh(String line) {
    return Tools.run(tpm, "cd " + tpm.state() + "; " + line);
  }

  private void assertTheKeyIsTheDerivedOne() {
    String key = HexFormat.of().formatHex(TestIssuer.derivedKey(RECORD.registrationId()));
    assertThat(sh("printf 'a message' | tpm2_hmac -g sha256 -c 0x81000102 --hex"))
        .isEqualTo(
            sh(
                "printf 'a message' | openssl dgst -sha256 -mac HMAC -macopt hexkey:"
                    + key
                    + " | sed 's/.*= //'"));
  }

  @Test
  void theKeyInTheTpmIsTheOneThatTheServiceDerives() throws Exception {
    Contents contents = provision();
    tpm.powerCycle();
    sh("tpm2_startup -c");
    assertThat(contents).isEqualTo(new Contents(RECORD, new Evidence.DerivedKey()));
    // The service's documentation: base64 of HMAC-SHA256(group key, registration ID).
    assertThat(TestIssuer.derivedKeyInBase64("sym-dev-0001"))
        .isEqualTo("ETI/IlWoKmsEl17r5RvBKgNohvCygw4JIcL3Ce7CYQM=");
    assertTheKeyIsTheDerivedOne();
    assertThat(sh("tpm2_readpublic -c 0x81000102"))
        .contains("value: userwithauth|noda|sign\n", "value: hmac", "value: sha256");
  }

  @Test
  void itCannotBeTakenOutAgain() {
    provision();
    sh("tpm2_createprimary -Q -C o -G rsa2048 -c new.ctx");
    assertThat(
            sh(
                "tpm2_startauthsession -Q --policy-session -S s; tpm2_policycommandcode -Q -S s"
                    + " TPM2_CC_Duplicate; tpm2_duplicate -C new.ctx -c 0x81000102 -G null -r"
                    + " d.priv -s d.seed -p session:s 2>&1 && echo DUPLICATED; tpm2_flushcontext"
                    + " s; tpm2_flushcontext -t"))
        .contains("policy")
        .doesNotContain("DUPLICATED");
    assertThat(
            sh(
                "tpm2_duplicate -C null -c 0x81000102 -G null -r d.priv -s d.seed 2>&1 && echo"
                    + " DUPLICATED || true"))
        .doesNotContain("DUPLICATED");
    assertThat(Files.exists(tpm.state().resolve("d.priv"))).isFalse();
  }

  @Test
  void nobodyOnTheWaySeesIt() {
    String secret = HexFormat.of().formatHex(TestIssuer.derivedKey(RECORD.registrationId()));
    StringBuilder talk = new StringBuilder();
    try (TpmElement element =
        LINE.connect(
            new Tap(
                Line.open(tpm),
                (number, command, onward) -> {
                  byte[] response = onward.send(command);
                  talk.append(Bytes.of(command)).append(' ').append(Bytes.of(response)).append(' ');
                  return response;
                }))) {
      Line.provision(element, Line.wanted(RECORD));
      assertThat(element.cost().commands()).containsEntry("Import", 1).doesNotContainKey("Create");
    }
    assertThat(talk).hasSizeGreaterThan(1000);
    assertThat(talk.toString()).doesNotContain(secret.substring(0, 16), secret.substring(48));
  }

  @Test
  void theSameDeviceAgainIsNotGivenAKeyAgain() {
    provision();
    String before = sh("tpm2_readpublic -c 0x81000102");
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.provision(element, Line.wanted(RECORD)).record()).isEqualTo(RECORD);
      assertThat(element.cost().commands())
          .doesNotContainKeys("Import", "Load", "EvictControl", "NV_Write");
      assertThat(element.cost().total()).isLessThanOrEqualTo(18);
    }
    assertThat(sh("tpm2_readpublic -c 0x81000102")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-G rsa2048 -g sha384", "-G rsa2048:null:aes256cfb", "-G rsa2048"})
  void itIsWrappedAsTheSrkThatIsThereAsksForIt(String make) {
    sh(
        "tpm2_createprimary -Q -C o -c s.ctx "
            + make
            + "; tpm2_evictcontrol -Q -C o -c s.ctx 0x81000001; tpm2_flushcontext -t");
    provision();
    assertTheKeyIsTheDerivedOne();
  }

  @Test
  void anEccSrkIsRefusedBeforeAnythingIsWritten() {
    sh(
        "tpm2_createprimary -Q -C o -c s.ctx -G ecc256; tpm2_evictcontrol -Q -C o -c s.ctx"
            + " 0x81000001; tpm2_flushcontext -t");
    String before = new MakersNv(tpm).inventory();
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      assertThat(Line.refusal(element.plan(Line.wanted(RECORD)))).isEqualTo("tpm.srk-unfit");
    }
    assertThat(new MakersNv(tpm).inventory()).isEqualTo(before);
  }

  @Test
  void aKeyWithoutARecordIsReplacedBecauseNobodyKnowsWhoseItIs() {
    provision();
    String before = sh("tpm2_readpublic -c 0x81000102");
    sh("tpm2_nvundefine -C o 0x01800100");
    provision();
    assertThat(sh("tpm2_readpublic -c 0x81000102")).isNotEqualTo(before);
    assertTheKeyIsTheDerivedOne();
  }

  @Test
  void aTpmThatComputesSomethingElseIsFoundOut() {
    try (TpmElement element =
        LINE.connect(
            new Tap(
                Line.open(tpm),
                (number, command, onward) -> {
                  byte[] response = onward.send(command);
                  if (Tap.code(command) == TPM_CC.HMAC.toInt()) {
                    response[20] ^= 1;
                  }
                  return response;
                }))) {
      assertThat(Line.brokenOff(() -> Line.provision(element, Line.wanted(RECORD))))
          .isEqualTo("tpm.wrong-hmac");
    }
    assertThat(sh("tpm2_getcap handles-nv-index")).doesNotContain("0x1800100");
    assertThat(sh("tpm2_getcap handles-transient; tpm2_getcap handles-loaded-session")).isEmpty();
  }

  @Test
  void theServicesPlaceIsNotTouched() throws IOException {
    sh(
        "tpm2_createprimary -Q -C o -G rsa2048 -c p.ctx; tpm2_flushcontext -t; tpm2_create -Q -C"
            + " p.ctx -G hmac -u u -r r; tpm2_flushcontext -t; tpm2_load -Q -C p.ctx -u u -r r -c k.ctx; tpm2_evictcontrol -Q -C o -c k.ctx"
            + " 0x81000100; tpm2_flushcontext -t");
    String before = sh("tpm2_readpublic -c 0x81000100");
    provision();
    assertThat(sh("tpm2_readpublic -c 0x81000100")).isEqualTo(before);
  }
}
