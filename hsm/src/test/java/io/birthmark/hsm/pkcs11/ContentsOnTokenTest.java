package io.birthmark.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.simulated.SoftToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may stand on a token already, and what becomes of it. */
class ContentsOnTokenTest {
  private final TokenLine line = new TokenLine();
  private SoftToken token;

  @BeforeEach
  void plugIn() {
    token = line.newToken();
  }

  @AfterEach
  void clear() {
    line.close();
  }

  private String plan(Pkcs11Element element, String serial) {
    Identification.Fit unused = TokenLine.fit(element);
    IdentityRecord record = TokenLine.record(element, Attestation.X509, serial);
    return TokenLine.refusal(element.plan(line.wanted(record, KeyKind.P256, voided -> false)));
  }

  @Test
  void aCertificateOfAnotherKeyIsReplacedWhenItIsOursAndElseRefused() {
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents unused = line.provision(element, Attestation.X509, "000445");
    }
    swapCertificate(new TestIssuer("Somebody").stray("press-000445"));
    try (Pkcs11Element element = TokenLine.connect()) {
      assertThat(plan(element, "000445")).isEqualTo("pkcs11.certificate-of-another-key");
    }
    swapCertificate(line.issuer.stray("press-000445"));
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents unused = line.provision(element, Attestation.X509, "000445");
    }
    assertThat(line.tool(token, "$P11 -O --type cert 2>/dev/null"))
        .containsOnlyOnce("label:      birthmark-device\n");
  }

  @Test
  void theCertificateOfAVoidedIdentityGoesWhenItsKeyIsGoneAndNobodyElses() {
    CertificateChain voided = new TestIssuer("The line's CA of last year").stray("press-000444");
    String unused =
        line.tool(
            token,
            "$P11 --login --pin "
                + TokenLine.PIN
                + " --write-object "
                + written(voided)
                + " --type cert --label birthmark-device --id 0a0b");
    try (Pkcs11Element element = TokenLine.connect()) {
      assertThat(plan(element, "000445")).isEqualTo("pkcs11.certificate-of-another-key");
      IdentityRecord record = TokenLine.record(element, Attestation.X509, "000445");
      line.carryOut(
          TokenLine.ready(
              element.plan(
                  line.wanted(
                      record,
                      KeyKind.P256,
                      existing -> false,
                      chain -> chain.leaf().equals(voided.leaf())))),
          record);
      assertThat(element.readBack().record()).isEqualTo(record);
    }
    assertThat(line.tool(token, "$P11 -O --type cert 2>/dev/null"))
        .containsOnlyOnce("label:      birthmark-device\n")
        .doesNotContain("0a0b");
  }

  private Path written(CertificateChain chain) {
    Path file = line.folder().resolve("stray.der");
    try {
      return Files.write(file, chain.leaf().toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void swapCertificate(CertificateChain chain) {
    Path file = written(chain);
    String unused =
        line.tool(
            token,
            "login=\"--login --pin "
                + TokenLine.PIN
                + "\"; id=$($P11 $login -O --type cert | grep -A3 'birthmark-device$' | grep ID: |"
                + " head -1 | sed 's/.*ID: *//'); "
                + "$P11 $login --delete-object --type cert --label birthmark-device;"
                + "$P11 $login --write-object "
                + file
                + " --type cert --label birthmark-device --id $id");
  }

  @Test
  void anotherIdentityIsNotOverwrittenAndAVoidedOneGivesWayOnlyByErasing() {
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents unused = line.provision(element, Attestation.X509, "000446");
    }
    try (Pkcs11Element element = TokenLine.connect()) {
      assertThat(plan(element, "000447")).isEqualTo("pkcs11.another-identity");
      IdentityRecord other = TokenLine.record(element, Attestation.X509, "000447");
      // SoftHSM knows CKA_DESTROYABLE, so the old record stays until the token is erased.
      assertThat(TokenLine.refusal(element.plan(line.wanted(other, KeyKind.P256, voided -> true))))
          .isEqualTo("pkcs11.record-locked");
    }
    Pkcs11Settings erasing =
        TokenLine.settings(
            new PinPolicy.OneForAll(() -> TokenLine.secret(TokenLine.PIN)),
            TokenLine.initialising());
    try (Pkcs11Element element = TokenLine.connect(TokenLine.MODULE, erasing)) {
      assertThat(
              line.provision(
                      element, Attestation.SYMMETRIC_KEY, "000447", KeyKind.P256, voided -> true)
                  .record()
                  .serial())
          .isEqualTo("000447");
    }
  }

  @Test
  void whatIsOnTheTokenBesideOursStays() {
    String before =
        line.tool(
            token,
            "echo theirs > "
                + line.folder()
                + "/theirs; $P11 --login --pin "
                + TokenLine.PIN
                + " --write-object "
                + line.folder()
                + "/theirs --type data --label theirs; $P11 -O --type data");
    assertThat(before).contains("theirs");
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents unused = line.provision(element, Attestation.X509, "000448");
    }
    assertThat(line.tool(token, "$P11 --read-object --type data --label theirs 2>/dev/null"))
        .contains("theirs");
  }

  @Test
  void aDataObjectThatIsNoRecordAndTwoRecordsAreNotTouched() throws Exception {
    Path text = Files.writeString(line.folder().resolve("text"), "not a record");
    String write =
        "$P11 --login --pin "
            + TokenLine.PIN
            + " --write-object "
            + text
            + " --type data --label birthmark-identity;";
    String once = line.tool(token, write);
    assertThat(once).isNotEmpty();
    assertThat(unfit()).isEqualTo("pkcs11.record-unreadable");
    String twice = line.tool(token, write);
    assertThat(twice).isNotEmpty();
    assertThat(unfit()).isEqualTo("pkcs11.several-records");
  }

  private static String unfit() {
    try (Pkcs11Element element = TokenLine.connect()) {
      return element.identify() instanceof Identification.Unfit unfit
          ? unfit.problem().code()
          : "fit";
    }
  }

  @Test
  void aKeyThatCouldLeaveTheTokenIsNeverCertified() {
    String made =
        line.tool(
            token,
            "$P11 --login --pin "
                + TokenLine.PIN
                + " --keypairgen --key-type EC:prime256v1 --label birthmark-device --id 01"
                + " --extractable");
    assertThat(made).contains("Key pair generated");
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents unused = line.provision(element, Attestation.X509, "000451");
    }
    assertThat(line.tool(token, "$P11 -O --login --pin " + TokenLine.PIN))
        .containsOnlyOnce("Private Key Object")
        .contains("never extractable");
  }
}
