package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The places of keys and chain: what of others stays, and what of ours gives way. */
class PlacesTest {
  private static final Line LINE = new Line();
  private static final String OURS = "ownerwrite|ownerread|authread|no_da|writedefine";
  private static final String OUR_KEY =
      "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|sign";

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

  private String sh(String line) {
    return Tools.run(tpm, "cd " + tpm.state() + "; " + line);
  }

  private static Wanted wanted(Attestation attestation) {
    return Line.wanted(Line.record("000800", attestation));
  }

  private static Wanted instead(Attestation attestation) {
    return Line.wanted(Line.record("000801", attestation), KeyKind.P256, existing -> true);
  }

  private void provision(Wanted wanted) {
    try (TpmElement element = LINE.connect(tpm)) {
      IdentityRecord record = Line.provision(element, wanted).record();
      assertThat(record).isEqualTo(wanted.record());
    }
    assertThat(sh("tpm2_getcap handles-transient; tpm2_getcap handles-loaded-session")).isEmpty();
  }

  private Problem refusal(Wanted wanted) {
    String before = new MakersNv(tpm).inventory();
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      return Line.refused(element.plan(wanted));
    } finally {
      assertThat(new MakersNv(tpm).inventory()).isEqualTo(before);
    }
  }

  private String persistent() {
    return sh("tpm2_getcap handles-persistent");
  }

  private String indices() {
    return sh("tpm2_getcap handles-nv-index");
  }

  /** Somebody was here before us. */
  private void putKey(String place, String create) {
    sh(
        "tpm2_createprimary -Q -C o -G rsa2048 -c p.ctx; tpm2_flushcontext -t; tpm2_create -Q -C"
            + " p.ctx "
            + create
            + " -u u -r r; tpm2_flushcontext -t; tpm2_load -Q -C p.ctx -u u -r r -c k.ctx; tpm2_evictcontrol -Q -C o -c"
            + " k.ctx "
            + place
            + "; tpm2_flushcontext -t");
  }

  @ParameterizedTest
  @CsvSource({
    "X509, 0x81000101, -G rsa2048",
    "X509, 0x81000101, -G ecc256 -a userwithauth|sensitivedataorigin|sign",
    "X509, 0x81000101, -G hmac",
    "SYMMETRIC_KEY, 0x81000102, -G ecc256",
    "SYMMETRIC_KEY, 0x81000102, -G hmac"
  })
  void aKeyOfSomebodyElseIsInTheWay(Attestation attestation, String place, String create) {
    putKey(place, create.replaceAll("-a (\\S+)", "-a '$1'"));
    Problem problem = refusal(wanted(attestation));
    assertThat(problem.code()).isEqualTo("tpm.key-in-use");
    assertThat(problem.sentence()).contains(place);
    assertThat(problem.action()).contains("tpm2_evictcontrol -C o -c " + place);
  }

  @Test
  void aKeyLikeOursWithAPasswordIsInTheWay() {
    putKey("0x81000101", "-G ecc256:null -p secret -a '" + OUR_KEY + "'");
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.brokenOff(() -> Line.provision(element, wanted(Attestation.X509))))
          .isEqualTo("tpm.key-in-use");
    }
    assertThat(indices()).doesNotContain("0x1800");
  }

  @Test
  void aKeyLikeOursThatWasNotMadeInThisTpmsEkHierarchyIsStillProvenToBeInIt() {
    putKey("0x81000101", "-G ecc256:null -a '" + OUR_KEY + "'");
    String before = sh("tpm2_readpublic -c 0x81000101");
    provision(wanted(Attestation.X509));
    assertThat(sh("tpm2_readpublic -c 0x81000101")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x01800101", "0x01800102", "0x01800108"})
  void anIndexOfSomebodyElseIsInTheWayOfTheChain(String index) {
    sh("tpm2_nvdefine -Q -C o -s 8 -a 'ownerwrite|ownerread' " + index);
    Problem problem = refusal(wanted(Attestation.X509));
    assertThat(problem.code()).isEqualTo("nv.in-use");
    assertThat(problem.sentence()).contains(index);
  }

  @Test
  void lockedContentThatIsNoCertificateIsInTheWay() {
    sh(
        "tpm2_nvdefine -Q -C o -s 5 -a '"
            + OURS
            + "' 0x01800101; printf hello | tpm2_nvwrite -Q -C o -i- 0x01800101;"
            + " tpm2_nvwritelock -C o 0x01800101");
    assertThat(refusal(wanted(Attestation.X509)).code()).isEqualTo("nv.in-use");
  }

  @Test
  void contentThatWasNeverLockedGivesWay() {
    sh(
        "tpm2_nvdefine -Q -C o -s 5 -a '"
            + OURS
            + "' 0x01800101; printf hello | tpm2_nvwrite -Q -C o -i- 0x01800101");
    provision(wanted(Attestation.X509));
  }

  @Test
  void theIndexAfterTheChainsPlacesIsNobodysBusiness() {
    sh("tpm2_nvdefine -Q -C o -s 8 -a 'ownerwrite|ownerread' 0x01800109");
    provision(wanted(Attestation.X509));
  }

  @Test
  void anotherAttestationMindsNoneOfThePlaces() {
    putKey("0x81000101", "-G rsa2048");
    sh("tpm2_nvdefine -Q -C o -s 8 -a 'ownerwrite|ownerread' 0x01800101");
    provision(wanted(Attestation.SYMMETRIC_KEY));
    assertThat(persistent()).contains("0x81000101", "0x81000102");
  }

  @Test
  void anotherKindOfKeyForTheSameIdentityIsRefused() {
    provision(wanted(Attestation.X509));
    Problem problem =
        refusal(
            Line.wanted(Line.record("000800", Attestation.X509), KeyKind.P384, existing -> false));
    assertThat(problem.code()).isEqualTo("tpm.key-in-use");
    assertThat(problem.sentence()).contains("p-256", "p-384");
  }

  @Test
  void anotherKindOfKeyAfterARunThatWasCutOffGivesWay() {
    provision(wanted(Attestation.X509));
    sh("tpm2_nvundefine -C o 0x01800100");
    provision(
        Line.wanted(Line.record("000800", Attestation.X509), KeyKind.P384, existing -> false));
    assertThat(sh("tpm2_readpublic -c 0x81000101")).contains("p384");
  }

  @Test
  void aVoidedIdentityLeavesNeitherKeyNorChain() {
    provision(wanted(Attestation.X509));
    assertThat(persistent()).contains("0x81000101");
    provision(instead(Attestation.TPM));
    assertThat(persistent()).doesNotContain("0x81000101");
    assertThat(indices()).contains("0x1800100").doesNotContain("0x1800101");
  }

  @Test
  void aVoidedIdentityLeavesNoSymmetricKey() {
    provision(wanted(Attestation.SYMMETRIC_KEY));
    provision(instead(Attestation.X509));
    assertThat(persistent()).contains("0x81000101").doesNotContain("0x81000102");
  }

  @Test
  void theNextIdentityGetsAKeyOfItsOwn() {
    provision(wanted(Attestation.X509));
    String before = sh("tpm2_readpublic -c 0x81000101 -f pem -o k.pem; cat k.pem");
    provision(instead(Attestation.X509));
    assertThat(sh("tpm2_readpublic -c 0x81000101 -f pem -o k.pem; cat k.pem")).isNotEqualTo(before);
    assertThat(sh("tpm2_nvread 0x01800101 | openssl x509 -inform DER -noout -subject"))
        .isEqualTo("subject=CN = press-000801");
  }

  @Test
  void theNextIdentityGetsASymmetricKeyOfItsOwn() {
    provision(wanted(Attestation.SYMMETRIC_KEY));
    String before = sh("tpm2_readpublic -c 0x81000102");
    provision(instead(Attestation.SYMMETRIC_KEY));
    assertThat(sh("tpm2_readpublic -c 0x81000102")).isNotEqualTo(before);
  }

  @Test
  void aVoidedIdentityFreesOnlyWhatWasItsOwn() {
    putKey("0x81000101", "-G rsa2048");
    provision(wanted(Attestation.TPM));
    assertThat(refusal(instead(Attestation.X509)).code()).isEqualTo("tpm.key-in-use");
    provision(instead(Attestation.SYMMETRIC_KEY));
    assertThat(persistent()).contains("0x81000101");
  }

  @Test
  void anIndexAtTheEndOfTheOwnersRangeHasNoPlaceForAChain() {
    try (TpmElement element =
        new TpmElement(Line.open(tpm), LINE.require(), 0x01BFFFFC, new SecureRandom())) {
      Line.fit(element);
      assertThat(Line.refusal(element.plan(wanted(Attestation.X509))))
          .isEqualTo("nv.no-place-for-chain");
    }
  }
}
