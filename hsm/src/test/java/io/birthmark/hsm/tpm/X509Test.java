package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tss.tpm.TPM_CC;

/** A key that was made in the TPM, and its certificate; judged by tpm2-tools and openssl. */
class X509Test {
  private static final Line LINE = new Line();
  private static final IdentityRecord RECORD = Line.record("000600", Attestation.X509);
  private static final Wanted WANTED = Line.wanted(RECORD);

  /** The key's attributes, with and without fixedTPM and fixedParent. */
  private static final int BOUND = 0x00040472;

  private static final int LOOSE = 0x00040460;

  private SoftwareTpm tpm;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @BeforeEach
  void switchOn() {
    tpm = LINE.copy();
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  private Contents provision(Wanted wanted) {
    try (TpmElement element = LINE.connect(tpm)) {
      return Line.provision(element, wanted);
    }
  }

  private String endOfARun(Tap.Talk talk) {
    try (TpmElement element = LINE.connect(new Tap(Line.open(tpm), talk))) {
      return Line.brokenOff(() -> Line.provision(element, WANTED));
    }
  }

  private String sh(String line) {
    return Tools.run(tpm, "cd " + tpm.state() + "; " + line);
  }

  @ParameterizedTest
  @CsvSource({"P256, CURVE: P-256", "P384, CURVE: P-384", "RSA_2048, (2048 bit)"})
  void theKeyIsMadeInTheTpmAndItsCertificateIsStored(KeyKind kind, String told) throws Exception {
    Contents contents = provision(Line.wanted(RECORD, kind, existing -> false));
    tpm.powerCycle();
    sh("tpm2_startup -c");
    assertThat(contents.record()).isEqualTo(RECORD);
    assertThat(sh("tpm2_readpublic -c 0x81000101 -f pem -o key.pem"))
        .contains("value: fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|sign\n");
    assertThat(sh("tpm2_nvread 0x01800101 | openssl x509 -inform DER -noout -pubkey"))
        .isEqualTo(sh("cat key.pem"));
    assertThat(sh("tpm2_nvread 0x01800101 | openssl x509 -inform DER -noout -subject"))
        .isEqualTo("subject=CN = press-000600");
    assertThat(sh("openssl pkey -pubin -in key.pem -noout -text")).contains(told);
  }

  @Test
  void theStoredChainVerifiesAndIsTheEvidence() throws IOException {
    Contents contents = provision(WANTED);
    CertificateChain chain = ((Evidence.Certificate) contents.evidence()).chain();
    byte[] leaf = chain.leaf().toArray();
    byte[] stored = Tools.bytes(tpm, "tpm2_nvread 0x01800101");
    assertThat(stored).startsWith(leaf).endsWith(chain.certificates().get(1).toArray());
    assertThat(stored).hasSize(leaf.length + chain.certificates().get(1).size());
    Files.writeString(
        tpm.state().resolve("root.pem"), CertificateChain.of(List.of(Line.ISSUER.root())).pem());
    assertThat(
            sh(
                "for i in 1 2 3 4 5 6 7 8; do tpm2_nvread 0x0180010$i 2>/dev/null || true; done >"
                    + " chain.der; openssl asn1parse -inform DER -in chain.der | sed -n 's/^"
                    + " *\\([0-9]*\\):d=0 .*/\\1/p' | while read at; do tail -c +$((at + 1))"
                    + " chain.der | openssl x509 -inform DER; done > chain.pem; openssl verify"
                    + " -CAfile root.pem -untrusted chain.pem chain.pem"))
        .isEqualTo("chain.pem: OK");
  }

  @Test
  void theChainIsLockedAsTheRecordIs() throws Exception {
    provision(WANTED);
    tpm.powerCycle();
    sh("tpm2_startup -c");
    assertThat(sh("tpm2_nvreadpublic 0x01800101 | grep -A2 attributes").lines().skip(1))
        .containsExactlyElementsOf(
            sh("tpm2_nvreadpublic 0x01800100 | grep -A2 attributes").lines().skip(1).toList());
    assertThat(sh("tpm2_nvreadpublic 0x01800101"))
        .contains("writelocked", "ownerread|authread|no_da");
  }

  @Test
  void theSameDeviceAgainKeepsItsKeyAndCertificateAtLittleCost() {
    provision(WANTED);
    String before = sh("tpm2_nvread 0x01800101 | sha256sum; tpm2_readpublic -c 0x81000101");
    int certified = Line.ISSUER.certified();
    Cost cost;
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.provision(element, WANTED).evidence())
          .isInstanceOf(Evidence.Certificate.class);
      cost = element.cost();
    }
    assertThat(cost.commands())
        .doesNotContainKeys("Create", "NV_DefineSpace", "NV_Write", "EvictControl", "Import");
    assertThat(cost.total()).isLessThanOrEqualTo(22);
    assertThat(Line.ISSUER.certified()).isEqualTo(certified);
    assertThat(sh("tpm2_nvread 0x01800101 | sha256sum; tpm2_readpublic -c 0x81000101"))
        .isEqualTo(before);
  }

  @Test
  void theOrderIsRootsProofKeyProofCertificateRecord() {
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      assertThat(Line.ready(element.plan(WANTED)).steps())
          .extracting(Step::name)
          .satisfiesExactly(
              name -> assertThat(name).contains("EK at"),
              name -> assertThat(name).contains("SRK at"),
              name -> assertThat(name).contains("prove that EK and SRK"),
              name -> assertThat(name).contains("make a p-256 key", "0x81000101"),
              name -> assertThat(name).contains("prove that the key sits in the TPM of the EK"),
              name -> assertThat(name).contains("certify the key", "0x01800101"),
              name -> assertThat(name).contains("define NV index 0x01800100"),
              name -> assertThat(name).contains("write the identity record"),
              name -> assertThat(name).contains("lock the identity record"));
    }
  }

  @Test
  void aChainThatIsNoLongerGoodIsRenewedForTheSameKey() {
    provision(WANTED);
    String key = sh("tpm2_readpublic -c 0x81000101");
    String record = sh("tpm2_nvread 0x01800100");
    String old = sh("tpm2_nvread 0x01800101 | openssl x509 -inform DER -noout -serial");
    provision(new Wanted(RECORD, KeyKind.P256, chain -> false, existing -> false, chain -> false));
    assertThat(sh("tpm2_readpublic -c 0x81000101")).isEqualTo(key);
    assertThat(sh("tpm2_nvread 0x01800100")).isEqualTo(record);
    assertThat(sh("tpm2_nvread 0x01800101 | openssl x509 -inform DER -noout -serial"))
        .isNotEqualTo(old);
  }

  @Test
  void aChainThatIsLargerThanOneIndexIsSplitAndPutTogetherAgain() {
    TestIssuer issuer = new TestIssuer().withIntermediates(14);
    CertificateChain chain;
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      Wanted wanted = new Wanted(RECORD, KeyKind.P256, c -> true, existing -> false, c -> false);
      Line.carryOut(Line.ready(element.plan(wanted)), RECORD.registrationId(), issuer);
      chain = ((Evidence.Certificate) element.readBack().evidence()).chain();
    }
    assertThat(chain.certificates()).hasSize(15);
    assertThat(sh("tpm2_getcap handles-nv-index")).contains("0x1800101", "0x1800102", "0x1800103");
    ByteBuffer all =
        ByteBuffer.wrap(Tools.bytes(tpm, "for i in 1 2 3; do tpm2_nvread 0x0180010$i; done"));
    chain
        .certificates()
        .forEach(
            certificate -> {
              byte[] next = new byte[certificate.size()];
              all.get(next);
              assertThat(next).isEqualTo(certificate.toArray());
            });
    assertThat(all.hasRemaining()).isFalse();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.certificateChain()).isEqualTo(chain);
    }
  }

  @Test
  void noPartButTheLastEndsWithACertificate() {
    CertificateChain chain =
        CertificateChain.of(
            List.of(Line.ISSUER.root(), Line.ISSUER.intermediate(), Line.ISSUER.root()));
    int leaf = chain.leaf().size();
    for (int partMax : new int[] {leaf / 2, leaf - 1, leaf, leaf + 1, 2 * leaf, 4096}) {
      ChainParts parts = new ChainParts();
      int number = 0;
      for (Bytes part : ChainParts.split(chain, partMax)) {
        assertThat(part.size()).isLessThanOrEqualTo(partMax);
        assertThat(parts.ended()).as("part %d of at most %d", number++, partMax).isFalse();
        parts.add(part);
      }
      assertThat(parts.ended()).isTrue();
      assertThat(parts.chain()).contains(chain);
    }
  }

  @Test
  void aChainThatDoesNotFitIsTheStationsProblem() {
    TestIssuer issuer = new TestIssuer().withIntermediates(60);
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      assertThat(
              Line.brokenOff(
                  () ->
                      Line.carryOut(
                          Line.ready(element.plan(WANTED)), RECORD.registrationId(), issuer)))
          .isEqualTo("nv.chain-too-long");
    }
    assertThat(sh("tpm2_getcap handles-nv-index")).doesNotContain("0x1800");
  }

  @Test
  void aCertificateOfAnotherKeyIsNotStored() {
    CertificateChain foreign = CertificateChain.of(List.of(Line.ISSUER.root()));
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      assertThat(
              Line.brokenOff(
                  () -> {
                    for (Step step : Line.ready(element.plan(WANTED)).steps()) {
                      if (step instanceof Step.Certify c) {
                        c.keep().accept(foreign);
                      } else if (step instanceof Step.Act a && !a.check().alreadySo()) {
                        a.act().run();
                      }
                    }
                  }))
          .isEqualTo("tpm.certificate-of-another-key");
    }
    assertThat(sh("tpm2_getcap handles-nv-index")).doesNotContain("0x1800");
  }

  @Test
  void aKeyThatSitsElsewhereIsNotCertified() {
    int certified = Line.ISSUER.certified();
    assertThat(
            endOfARun(
                (number, command, onward) -> {
                  if (Tap.code(command) == TPM_CC.ActivateCredential.toInt()
                      && ByteBuffer.wrap(command).getInt(10) == 0x81000101) {
                    ByteBuffer.wrap(command).putInt(10, 0x81000001);
                  }
                  return onward.send(command);
                }))
        .isEqualTo("tpm.key-proof-failed");
    assertThat(Line.ISSUER.certified()).isEqualTo(certified);
    assertThat(sh("tpm2_getcap handles-loaded-session; tpm2_getcap handles-transient")).isEmpty();
  }

  @Test
  void aKeyWhoseAttributesAreDressedUpIsNotCertified() {
    int certified = Line.ISSUER.certified();
    // The key could leave the TPM; on their way to the station its attributes become good ones.
    assertThat(
            endOfARun(
                (number, command, onward) -> {
                  int code = Tap.code(command);
                  if (code == TPM_CC.Create.toInt() || code == TPM_CC.Load.toInt()) {
                    swap(command, BOUND, LOOSE);
                  }
                  byte[] response = onward.send(command);
                  if (code == TPM_CC.Create.toInt() || code == TPM_CC.ReadPublic.toInt()) {
                    swap(response, LOOSE, BOUND);
                  }
                  return response;
                }))
        .isEqualTo("tpm.key-proof-failed");
    assertThat(Line.ISSUER.certified()).isEqualTo(certified);
  }

  private static void swap(byte[] bytes, int from, int to) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int at = 0; at + 4 <= bytes.length; at++) {
      if (buffer.getInt(at) == from) {
        buffer.putInt(at, to);
      }
    }
  }

  @Test
  void aSignatureByAnotherKeyIsFoundOut() {
    int[] signatures = new int[1];
    assertThat(
            endOfARun(
                (number, command, onward) -> {
                  if (Tap.code(command) == TPM_CC.Sign.toInt() && ++signatures[0] == 2) {
                    // Another digest: the challenge was not the one that was signed.
                    command[10 + 4 + 4 + 9 + 2] ^= 1;
                  }
                  return onward.send(command);
                }))
        .isEqualTo("tpm.wrong-signature");
    assertThat(sh("tpm2_getcap handles-nv-index")).doesNotContain("0x1800100");
  }

  @Test
  void aChainThatIsReadBackDifferentlyIsFoundOut() {
    boolean[] locked = new boolean[1];
    assertThat(
            endOfARun(
                (number, command, onward) -> {
                  byte[] response = onward.send(command);
                  locked[0] |= Tap.code(command) == TPM_CC.NV_WriteLock.toInt();
                  if (locked[0] && Tap.code(command) == TPM_CC.NV_Read.toInt()) {
                    response[16] ^= 1;
                  }
                  return response;
                }))
        .isIn("nv.read-back-differs");
  }

  @ParameterizedTest
  @CsvSource({"0x1A6, tpm.key-kind", "0x2C4, tpm.key-kind", "0x143, tpm.refused-command"})
  void aKindThatTheTpmDoesNotMakeIsRefusedBeforeAnythingIsWritten(String code, String problem) {
    sh("tpm2_startup -c");
    String before = new MakersNv(tpm).inventory();
    String end;
    try (TpmElement element =
        LINE.connect(
            new Tap(
                Line.open(tpm),
                (number, command, onward) ->
                    Tap.code(command) == TPM_CC.TestParms.toInt()
                        ? Tap.refusal(Integer.decode(code))
                        : onward.send(command)))) {
      Line.fit(element);
      if (problem.equals("tpm.key-kind")) {
        end = Line.refusal(element.plan(Line.wanted(RECORD, KeyKind.P384, existing -> false)));
      } else {
        end = Line.brokenOff(() -> element.plan(WANTED));
      }
    }
    assertThat(end).isEqualTo(problem);
    assertThat(new MakersNv(tpm).inventory()).isEqualTo(before);
  }

  @Test
  void whatTheTpmSaysItMakesItMakes() {
    List<KeyKind> made = new ArrayList<>();
    for (KeyKind kind : KeyKind.values()) {
      try (SoftwareTpm another = LINE.copy();
          TpmElement element = LINE.connect(another)) {
        Line.fit(element);
        Wanted wanted = Line.wanted(RECORD, kind, existing -> false);
        if (element.plan(wanted) instanceof Plan.Refused refused) {
          assertThat(refused.problem().code()).isEqualTo("tpm.key-kind");
        } else {
          assertThat(Line.provision(element, wanted).record()).isEqualTo(RECORD);
          made.add(kind);
        }
      }
    }
    assertThat(made).contains(KeyKind.P256, KeyKind.P384, KeyKind.RSA_2048);
  }
}
