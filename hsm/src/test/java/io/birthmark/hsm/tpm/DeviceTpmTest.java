package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_CC;

/** The other side: what a device finds in its own TPM at first boot. */
class DeviceTpmTest {
  private static final Line LINE = new Line();
  private static final IdentityRecord RECORD = Line.record("000520");

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

  private void provision() {
    try (TpmElement element = LINE.connect(tpm)) {
      Line.provision(element, RECORD);
    }
  }

  @Test
  void theRecordIsThereAfterPowerOff() throws Exception {
    provision();
    tpm.powerCycle();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).contains(RECORD);
    }
  }

  @Test
  void withoutAnIdentityThereIsNoRecord() {
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).isEmpty();
    }
  }

  @Test
  void anIndexThatWasNeverWrittenHoldsNoRecord() {
    Tools.run(
        tpm, "tpm2_startup -c; tpm2_nvdefine -Q -C o -s 8 -a 'ownerwrite|authread' 0x01800100");
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).isEmpty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void provision(Attestation attestation, KeyKind kind) {
    IdentityRecord record = Line.record("000521", attestation);
    try (TpmElement element = LINE.connect(tpm)) {
      Line.provision(element, Line.wanted(record, kind, existing -> false));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "P256, ECDSA_SHA256, -sha256",
    "P384, ECDSA_SHA384, -sha384",
    "RSA_2048, RSA_PKCS1_SHA256, -sha256"
  })
  void whatTheDeviceSignsVerifiesByTheCertificateInIt(
      KeyKind kind, SigningAlgorithm algorithm, String digest) throws Exception {
    provision(Attestation.X509, kind);
    tpm.powerCycle();
    Path folder = tpm.state();
    try (DeviceElement device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).contains(Line.record("000521", Attestation.X509));
      Files.writeString(folder.resolve("chain.pem"), device.certificateChain().pem());
      Bytes signature = device.sign(algorithm, Bytes.of(bytes("a message")));
      Files.write(folder.resolve("signature"), signature.toArray());
    }
    assertThat(
            Tools.run(
                tpm,
                "cd "
                    + folder
                    + "; openssl x509 -in chain.pem -noout -pubkey > key.pem; printf 'a message' |"
                    + " openssl dgst "
                    + digest
                    + " -verify key.pem -signature signature"))
        .isEqualTo("Verified OK");
  }

  @Test
  void anRsaKeySignsAsTls13WantsItWhenTheTpmTakesThatSalt() throws Exception {
    provision(Attestation.X509, KeyKind.RSA_2048);
    Path folder = tpm.state();
    try (DeviceElement device = new DeviceTpm(Line.open(tpm))) {
      Bytes signature = device.sign(SigningAlgorithm.RSA_PSS_SHA256, Bytes.of(bytes("a message")));
      Files.write(folder.resolve("signature"), signature.toArray());
      Files.writeString(folder.resolve("chain.pem"), device.certificateChain().pem());
    }
    assertThat(
            Tools.run(
                tpm,
                "cd "
                    + folder
                    + "; openssl x509 -in chain.pem -noout -pubkey > key.pem; printf 'a message' |"
                    + " openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt"
                    + " rsa_pss_saltlen:32 -verify key.pem -signature signature"))
        .isEqualTo("Verified OK");
  }

  /** A signature by another scheme stands for one with another salt. */
  @Test
  void aSignatureThatTlsWouldNotTakeIsNotHandedOut() {
    provision(Attestation.X509, KeyKind.RSA_2048);
    Tap.Talk otherScheme =
        (number, command, onward) -> {
          boolean sign = Tap.code(command) == TPM_CC.Sign.toInt();
          if (sign) {
            ByteBuffer.wrap(command)
                .putShort(10 + 4 + 4 + 9 + 2 + 32, (short) TPM_ALG_ID.RSASSA.toInt());
          }
          byte[] response = onward.send(command);
          if (sign) {
            ByteBuffer.wrap(response).putShort(14, (short) TPM_ALG_ID.RSAPSS.toInt());
          }
          return response;
        };
    try (DeviceElement device = new DeviceTpm(new Tap(Line.open(tpm), otherScheme))) {
      Problem problem =
          Line.problemOf(
              () -> device.sign(SigningAlgorithm.RSA_PSS_SHA256, Bytes.of(bytes("a message"))));
      assertThat(problem.code()).isEqualTo("tpm.pss-salt");
      assertThat(problem.action()).contains("TLS 1.2");
    }
  }

  @Test
  void theDeviceComputesTheHmacOfItsDerivedKey() {
    provision(Attestation.SYMMETRIC_KEY, KeyKind.P256);
    byte[] key = TestIssuer.derivedKey("press-000521");
    try (DeviceElement device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.hmac(Bytes.of(bytes("a message"))))
          .isEqualTo(Bytes.of(ImportableKey.hmac(key, bytes("a message"))));
    }
  }

  @Test
  void theRecordMayBeInAnotherIndex() {
    try (TpmElement element =
        new TpmElement(Line.open(tpm), LINE.require(), 0x01800200, new SecureRandom())) {
      Line.provision(element, Line.record("000522", Attestation.X509));
    }
    try (DeviceElement device = new DeviceTpm(Line.open(tpm), 0x01800200)) {
      assertThat(device.record()).contains(Line.record("000522", Attestation.X509));
      assertThat(device.certificateChain().certificates()).hasSize(2);
    }
  }

  @Test
  void whatIsNotThereIsToldByItsPlace() {
    provision();
    try (DeviceElement device = new DeviceTpm(Line.open(tpm))) {
      assertThat(Line.problemOf(device::certificateChain).toString())
          .contains("nv.no-chain", "0x01800101");
      assertThat(
              Line.problemOf(() -> device.sign(SigningAlgorithm.ECDSA_SHA256, Bytes.EMPTY))
                  .toString())
          .contains("tpm.no-key", "0x81000101");
      assertThat(Line.problemOf(() -> device.hmac(Bytes.EMPTY)).toString())
          .contains("tpm.no-key", "0x81000102");
    }
  }

  @Test
  void aChallengeThatIsGarbageIsTold() {
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      for (String hex : new String[] {"", "00", "0000", "0044ffff", "ff".repeat(700)}) {
        assertThat(Line.brokenOff(() -> device.activate(Bytes.ofHex(hex))))
            .as(hex)
            .isEqualTo("tpm.bad-challenge");
      }
    }
  }

  @Test
  void aChallengeForAnotherDeviceIsNotOpenedAndLeavesNothingLoaded() {
    provision();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(Line.brokenOff(() -> device.activate(Bytes.of(HostileTpmTest.challenge()))))
          .isIn("tpm.proof-failed", "tpm.refused-command");
    }
    assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
    assertThat(Tools.run(tpm, "tpm2_getcap handles-loaded-session")).isEmpty();
  }

  @Test
  void withoutAKeyOfTheServiceNothingIsSigned() {
    provision();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(Line.brokenOff(() -> device.signForService(Bytes.EMPTY))).isEqualTo("tpm.no-key");
    }
  }
}
