package io.birthmark.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A token's way from its maker to an identity, judged by pkcs11-tool and openssl. */
class FirstRunTest {
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

  private static DeviceToken device() {
    try (SecretBytes pin = TokenLine.secret(TokenLine.PIN)) {
      return DeviceToken.open(TokenReader.module(), TokenLine.LABEL, pin);
    }
  }

  @Test
  void theKeyIsMadeInTheTokenAndCannotLeaveIt() {
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents contents = line.provision(element, Attestation.X509, "000417");
      assertThat(contents.record().registrationId()).isEqualTo("press-000417");
      assertThat(contents.record().key())
          .isEqualTo("pkcs11:token=device;object=birthmark-device;type=private");
      assertThat(element.cost().total()).isPositive();
    }
    String objects = line.tool(token, "$P11 -O --login --pin " + TokenLine.PIN);
    assertThat(objects)
        .containsOnlyOnce("Private Key Object; EC")
        .contains("sensitive, always sensitive, never extractable, local")
        .containsOnlyOnce("Public Key Object; EC  EC_POINT 256 bits")
        .contains("label:          'birthmark-identity'")
        .contains("application:    'birthmark'")
        .doesNotContain("modifiable")
        .doesNotContain("-new");
  }

  @Test
  void theCertificateVerifiesAndTheRecordReadsBackWithTheFieldsOwnTools() {
    IdentityRecord record;
    try (Pkcs11Element element = TokenLine.connect()) {
      record = line.provision(element, Attestation.X509, "000417").record();
    }
    assertThat(
            line.tool(
                token,
                "cd \"$(mktemp -d)\"; "
                    + "for n in birthmark-device birthmark-device-chain-1 birthmark-device-chain-2;"
                    + " do $P11 --read-object --type cert --label $n -o $n.der 2>/dev/null;"
                    + " openssl x509 -inform der -in $n.der -out $n.pem; done;"
                    + "openssl verify -CAfile birthmark-device-chain-2.pem"
                    + " -untrusted birthmark-device-chain-1.pem birthmark-device.pem;"
                    + "openssl x509 -noout -subject -in birthmark-device.pem"))
        .contains("birthmark-device.pem: OK")
        .contains("CN = press-000417");
    assertThat(
            line.tool(
                token, "$P11 --read-object --type data --label birthmark-identity 2>/dev/null"))
        .contains(new String(record.toBytes().toArray(), java.nio.charset.StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void everyKindOfKeySignsAsTheDeviceNeedsIt(KeyKind kind) throws Exception {
    CertificateChain chain;
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents contents =
          line.provision(element, Attestation.X509, "000420", kind, voided -> false);
      chain = ((Evidence.Certificate) contents.evidence()).chain();
    }
    Bytes message = Bytes.ofHex("00112233");
    try (DeviceToken device = device()) {
      assertThat(device.record()).isPresent();
      assertThat(device.certificateChain()).isEqualTo(chain);
      List<SigningAlgorithm> algorithms =
          kind.usualAlgorithm() == SigningAlgorithm.RSA_PKCS1_SHA256
              ? List.of(SigningAlgorithm.RSA_PKCS1_SHA256, SigningAlgorithm.RSA_PSS_SHA256)
              : List.of(kind.usualAlgorithm());
      for (SigningAlgorithm algorithm : algorithms) {
        Signature verifier = Signature.getInstance(algorithm.javaName());
        if (algorithm == SigningAlgorithm.RSA_PSS_SHA256) {
          verifier.setParameter(
              new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        verifier.initVerify(chain.parsed().get(0));
        verifier.update(message.toArray());
        assertThat(verifier.verify(device.sign(algorithm, message).toArray()))
            .as("%s", algorithm)
            .isTrue();
      }
    }
  }

  @Test
  void aSymmetricKeyIsTakenInAndNeverGivenOut() throws Exception {
    try (Pkcs11Element element = TokenLine.connect()) {
      Contents contents = line.provision(element, Attestation.SYMMETRIC_KEY, "000421");
      assertThat(contents.evidence()).isEqualTo(new Evidence.DerivedKey());
      assertThat(contents.record().key())
          .isEqualTo("pkcs11:token=device;object=birthmark-device;type=secret-key");
    }
    Path key = line.folder().resolve("derived.hex");
    try (SecretBytes derived = TestIssuer.derive("press-000421")) {
      Files.writeString(key, derived.lend(Bytes::of).hex());
    }
    try (DeviceToken device = device()) {
      assertThat(device.hmac(Bytes.ofHex("68656c6c6f")).hex())
          .isEqualTo(
              line.tool(
                      token,
                      "printf hello | openssl mac -digest SHA256 -macopt hexkey:$(cat "
                          + key
                          + ") HMAC")
                  .strip()
                  .toLowerCase(java.util.Locale.ROOT));
    }
    assertThat(line.tool(token, "$P11 -O --login --pin " + TokenLine.PIN))
        .containsOnlyOnce("Secret Key Object; Generic secret length 32")
        .contains("Access:     sensitive\n");
  }

  @Test
  void theSameDeviceAgainIsNotTouched() throws Exception {
    IdentityRecord first;
    try (Pkcs11Element element = TokenLine.connect()) {
      first = line.provision(element, Attestation.X509, "000422").record();
    }
    String before = objects();
    try (Pkcs11Element element = TokenLine.connect()) {
      Identification.Fit fit = TokenLine.fit(element);
      assertThat(fit.record()).contains(first);
      IdentityRecord record = TokenLine.record(element, Attestation.X509, "000422");
      Plan.Ready plan =
          TokenLine.ready(element.plan(line.wanted(record, KeyKind.P256, voided -> false)));
      assertThat(plan.changes()).isEmpty();
      line.carryOut(plan, record);
      assertThat(element.readBack().record()).isEqualTo(first);
    }
    assertThat(line.issuer.issued()).isEqualTo(1);
    assertThat(objects()).isEqualTo(before);
  }

  /** The objects' files, as they are on the disk; the token's own changes with each login. */
  private String objects() {
    return line.tool(
        token,
        "cd " + token.folder() + "/tokens; sha256sum $(ls */*.object | grep -v token.object)");
  }
}
