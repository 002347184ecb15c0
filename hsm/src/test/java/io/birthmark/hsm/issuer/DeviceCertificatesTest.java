package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The profile of a device's certificate, and what is refused; openssl is the judge. */
class DeviceCertificatesTest {
  private static final Profiles PROFILES = new Profiles(new SecureRandom());
  private static final int CA_DAYS = 700;
  private static final Duration VALIDITY = Duration.ofDays(365);

  @TempDir static Path folder;

  private static PlantRoot root;
  private static IssuingCa ca;

  @BeforeAll
  static void aCaUnderAPlantRoot() {
    root = new PlantRoot(folder);
    ca = caWith(KeyKind.P256);
  }

  private static IssuingCa caWith(KeyKind kind) {
    JdkKey key = JdkKey.of(kind);
    String csr = Der.pem("CERTIFICATE REQUEST", PROFILES.caRequest(key, Names.ofCa("line3-a")));
    return new IssuingCa(
        PlantRoot.certificates(root.sign(csr, CA_DAYS, PlantRoot.ISSUING)).get(0), List.of(), key);
  }

  private static DeviceCertificates at(Instant now) {
    return new DeviceCertificates(PROFILES, VALIDITY, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static DeviceCertificates now() {
    return at(Instant.now());
  }

  private static String judged(CertificateChain chain, String line) throws IOException {
    Path leaf = Files.createTempFile(folder, "leaf", ".pem");
    Path above = Files.createTempFile(folder, "above", ".pem");
    Files.writeString(leaf, new CertificateChain(List.of(chain.leaf())).pem());
    Files.writeString(above, chain.pem());
    return Shell.in(folder)
        .run(line.replace("LEAF", leaf.toString()).replace("ABOVE", above.toString()));
  }

  private static String verified(CertificateChain chain) throws IOException {
    return judged(
        chain,
        "openssl verify -x509_strict -purpose sslclient -CAfile root.pem -untrusted ABOVE LEAF");
  }

  @ParameterizedTest
  @EnumSource
  void aDeviceOfEachKindIsCertified(KeyKind kind) throws IOException {
    CertificateChain chain =
        now().certify(ca, Requests.of(JdkKey.of(kind), "press-000417"), "press-000417");
    assertThat(verified(chain)).endsWith(": OK");
  }

  @ParameterizedTest
  @CsvSource({
    "P256, ecdsa-with-SHA256",
    "P384, ecdsa-with-SHA384",
    "RSA_2048, sha256WithRSAEncryption",
    "RSA_3072, sha256WithRSAEncryption"
  })
  void aCaOfEachKindSignsInItsWay(KeyKind kind, String algorithm) throws IOException {
    IssuingCa itself = caWith(kind);
    CertificateChain chain =
        now().certify(itself, Requests.of(JdkKey.of(KeyKind.P256), "press-1"), "press-1");
    assertThat(verified(chain)).endsWith(": OK");
    assertThat(judged(chain, "openssl x509 -noout -text -in LEAF"))
        .contains("Signature Algorithm: " + algorithm);
  }

  @Test
  void theProfileIsThatOfTheDocuments() throws IOException {
    CertificateChain chain =
        now().certify(ca, Requests.of(JdkKey.of(KeyKind.P256), "press-000417"), "press-000417");
    String text = judged(chain, "openssl x509 -noout -text -nameopt RFC2253 -in LEAF");
    assertThat(text)
        .contains("Version: 3 (0x2)")
        .contains("Subject: CN=press-000417\n")
        .contains("Issuer: CN=line3-a issuing CA\n")
        .containsPattern("X509v3 Basic Constraints: critical\\s+CA:FALSE\n")
        .containsPattern("X509v3 Key Usage: critical\\s+Digital Signature\n")
        .containsPattern("X509v3 Extended Key Usage: \n\\s+TLS Web Client Authentication\n");
    String ours = judged(chain, "openssl x509 -noout -ext authorityKeyIdentifier -in LEAF");
    Files.writeString(folder.resolve("issuing.pem"), ca.chain().pem());
    String theirs =
        Shell.in(folder).run("openssl x509 -noout -ext subjectKeyIdentifier -in issuing.pem");
    assertThat(ours.lines().skip(1).findFirst()).isEqualTo(theirs.lines().skip(1).findFirst());
    assertThat(judged(chain, "openssl x509 -noout -ext subjectKeyIdentifier -in LEAF"))
        .contains("X509v3 Subject Key Identifier");
    assertThat(chain.certificates()).hasSize(2);
  }

  @Test
  void serialNumbersAreRandomAndPositive() throws Exception {
    CertificateRequest request = Requests.of(JdkKey.of(KeyKind.P256), "press-1");
    Set<String> seen = new HashSet<>();
    int longest = 0;
    for (int i = 0; i < 40; i++) {
      X509Certificate leaf = now().certify(ca, request, "press-1").parsed().get(0);
      assertThat(leaf.getSerialNumber()).isPositive();
      longest = Math.max(longest, leaf.getSerialNumber().bitLength());
      seen.add(leaf.getSerialNumber().toString());
    }
    assertThat(seen).hasSize(40);
    assertThat(longest).isGreaterThan(120).isLessThanOrEqualTo(128);
  }

  @Test
  void itIsValidFromALittleAgoForAsLongAsConfigured() throws Exception {
    Instant now = Instant.now();
    X509Certificate leaf = leafMadeAt(now.plus(Duration.ofDays(30)));
    assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
        .isEqualTo(VALIDITY.plus(DeviceCertificates.SKEW));
    assertThat(leaf.getNotBefore().toInstant()).isBefore(now.plus(Duration.ofDays(30)));
  }

  @Test
  void itNeverOutlivesOrPrecedesTheCa() throws Exception {
    assertThat(leafMadeAt(Instant.now().plus(Duration.ofDays(500))).getNotAfter())
        .isEqualTo(ca.certificate().getNotAfter());
    assertThat(leafMadeAt(ca.from().plusSeconds(1)).getNotBefore())
        .isEqualTo(ca.certificate().getNotBefore());
  }

  private static X509Certificate leafMadeAt(Instant when) throws Exception {
    return at(when)
        .certify(ca, Requests.of(JdkKey.of(KeyKind.P256), "press-1"), "press-1")
        .parsed()
        .get(0);
  }

  private static void refused(String code, Problem.Fault fault, CertificateRequest request) {
    refused(code, fault, request, "press-1", now());
  }

  private static void refused(
      String code,
      Problem.Fault fault,
      CertificateRequest request,
      String id,
      DeviceCertificates by) {
    assertThatThrownBy(() -> by.certify(ca, request, id))
        .isInstanceOfSatisfying(
            ElementException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(code);
              assertThat(e.problem().fault()).isEqualTo(fault);
              assertThat(e.retryHelps()).isFalse();
            });
  }

  @Test
  void aRequestThatIsNoneIsRefused() {
    JdkKey key = JdkKey.of(KeyKind.P256);
    refused(
        "issuer.csr-malformed",
        Problem.Fault.DEVICE,
        Requests.claiming(Bytes.ofHex("3003020101"), key));
    refused("issuer.csr-malformed", Problem.Fault.DEVICE, Requests.claiming(Bytes.EMPTY, key));
  }

  @Test
  void aTamperedRequestIsRefused() {
    JdkKey key = JdkKey.of(KeyKind.P256);
    Bytes honest = Requests.csr(key, key, "press-2");
    byte[] tampered = honest.toArray();
    int name =
        honest
                .hex()
                .indexOf(
                    Bytes.of("press-2".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).hex())
            / 2;
    tampered[name + 6] = '1';
    refused(
        "issuer.csr-signature", Problem.Fault.DEVICE, Requests.claiming(Bytes.of(tampered), key));
  }

  @Test
  void aRequestSignedByAnotherKeyIsRefused() {
    JdkKey key = JdkKey.of(KeyKind.P256);
    refused(
        "issuer.csr-signature",
        Problem.Fault.DEVICE,
        Requests.claiming(Requests.csr(key, JdkKey.of(KeyKind.P256), "press-1"), key));
    refused(
        "issuer.csr-signature",
        Problem.Fault.DEVICE,
        Requests.claiming(Requests.csr(key, JdkKey.of(KeyKind.RSA_2048), "press-1"), key));
  }

  @Test
  void aRequestForAnotherNameIsRefused() {
    refused(
        "issuer.csr-other-name",
        Problem.Fault.DEVICE,
        Requests.of(JdkKey.of(KeyKind.P256), "press-2"));
  }

  @Test
  void aRequestForAnotherKeyThanTheDevicesIsRefused() {
    JdkKey key = JdkKey.of(KeyKind.P256);
    refused(
        "issuer.csr-other-key",
        Problem.Fault.DEVICE,
        Requests.claiming(Requests.csr(key, key, "press-1"), JdkKey.of(KeyKind.P256)));
  }

  @Test
  void aKeyThatIsTooWeakIsRefused() {
    refused("issuer.csr-key-kind", Problem.Fault.DEVICE, Requests.of(JdkKey.rsa(1024), "press-1"));
  }

  @Test
  void aKeyOfAnotherCurveIsRefused() {
    refused(
        "issuer.csr-key-kind",
        Problem.Fault.DEVICE,
        Requests.of(JdkKey.curve("secp521r1"), "press-1"));
  }

  @Test
  void aPointThatIsNotOnTheCurveIsRefused() {
    JdkKey key = JdkKey.of(KeyKind.P256);
    byte[] spki = key.encodedPublic().toArray();
    spki[spki.length - 1] ^= 1;
    assertThatThrownBy(() -> AcceptedKey.read(Bytes.of(spki)))
        .hasMessage("its point is not on P-256");
  }

  @Test
  void aNameThatNoCertificateHoldsIsTheStationsFault() {
    String id = "p".repeat(65);
    refused(
        "issuer.name-too-long",
        Problem.Fault.STATION,
        Requests.of(JdkKey.of(KeyKind.P256), "press-1"),
        id,
        now());
  }

  @Test
  void anExpiredCaSignsNothing() {
    refusedAt("issuer.ca-expired", Instant.now().plus(Duration.ofDays(CA_DAYS + 1)));
  }

  @Test
  void aCaThatIsNotYetValidSignsNothing() {
    refusedAt("issuer.ca-not-yet-valid", Instant.now().minus(Duration.ofDays(2)));
  }

  @Test
  void aCaThatIsNearlyOverSignsNothing() {
    refusedAt("issuer.ca-nearly-over", Instant.now().plus(Duration.ofDays(CA_DAYS - 20)));
  }

  private static void refusedAt(String code, Instant when) {
    refused(
        code,
        Problem.Fault.STATION,
        Requests.of(JdkKey.of(KeyKind.P256), "press-1"),
        "press-1",
        at(when));
  }

  @Test
  void aFreshCertificateIsStillGood() {
    CertificateChain chain = certified();
    assertThat(now().stillGood(ca, chain, "press-1")).isTrue();
  }

  @Test
  void anothersIsNot() {
    CertificateChain chain = certified();
    assertThat(now().stillGood(ca, chain, "press-2")).isFalse();
    assertThat(now().stillGood(caWith(KeyKind.P256), chain, "press-1")).isFalse();
  }

  @Test
  void oneThatIsAboutToEndIsNot() {
    Instant now = Instant.now();
    CertificateChain chain = certified();
    assertThat(at(now.plus(VALIDITY).minus(Duration.ofDays(31))).stillGood(ca, chain, "press-1"))
        .isTrue();
    assertThat(at(now.plus(VALIDITY).minus(Duration.ofDays(29))).stillGood(ca, chain, "press-1"))
        .isFalse();
    assertThat(at(now.minus(Duration.ofDays(2))).stillGood(ca, chain, "press-1")).isFalse();
  }

  @Test
  void oneWithoutItsCaOrWithAnotherAboveItIsNot() throws Exception {
    CertificateChain chain = certified();
    assertThat(now().stillGood(ca, new CertificateChain(List.of(chain.leaf())), "press-1"))
        .isFalse();
    Bytes another = caWith(KeyKind.P256).chain().leaf();
    assertThat(now().stillGood(ca, new CertificateChain(List.of(chain.leaf(), another)), "press-1"))
        .isFalse();
  }

  @Test
  void rubbishIsNot() {
    assertThat(now().stillGood(ca, new CertificateChain(List.of(Bytes.ofHex("3000"))), "press-1"))
        .isFalse();
  }

  private static CertificateChain certified() {
    return now().certify(ca, Requests.of(JdkKey.of(KeyKind.P256), "press-1"), "press-1");
  }
}
