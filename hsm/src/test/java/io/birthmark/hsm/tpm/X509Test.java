package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that was made in the TPM, and its certificate; judged by tpm2-tools and openssl. */
class X509Test {
  private static final Line LINE = new Line();
  private static final IdentityRecord RECORD = Line.record("000600", Attestation.X509);

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

  private Contents provision(KeyKind kind) {
    try (TpmElement element = LINE.connect(tpm)) {
      return Line.provision(element, Line.wanted(RECORD, kind, existing -> false));
    }
  }

  private String sh(String line) {
    return Tools.run(tpm, "cd " + tpm.state() + "; " + line);
  }

  @ParameterizedTest
  @CsvSource({"P256, CURVE: P-256", "P384, CURVE: P-384", "RSA_2048, (2048 bit)"})
  void theKeyIsMadeInTheTpmAndItsCertificateIsStored(KeyKind kind, String told) throws Exception {
    Contents contents = provision(kind);
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
}
