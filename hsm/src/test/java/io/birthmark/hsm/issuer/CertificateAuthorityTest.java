package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The line's CA from its key to its certificate, in a real token; the plant root is openssl. */
class CertificateAuthorityTest {
  @TempDir Path folder;

  private LineHsm line;
  private PlantRoot root;

  @BeforeEach
  void anHsmAndARoot() {
    line = new LineHsm(folder);
    root = new PlantRoot(folder);
  }

  @AfterEach
  void leave() {
    line.close();
  }

  @ParameterizedTest
  @EnumSource
  void theKeyIsMadeInTheHsmAndCannotLeaveIt(KeyKind kind) throws IOException {
    CertificateAuthority.Request request = LineHsm.done(line.authority().init(kind));
    assertThat(line.pkcs11Tool("-O --type privkey"))
        .contains("label:      line3-a-issuing")
        .contains("Access:     sensitive, always sensitive, never extractable, local")
        .contains("Usage:      sign")
        .doesNotContain("decrypt", "unwrap");
    Files.writeString(folder.resolve("ca.csr"), request.pem());
    assertThat(Shell.in(folder).run("openssl req -verify -noout -text -in ca.csr"))
        .contains("verify OK", "Subject: CN = line3-a issuing CA", "CA:TRUE, pathlen:0");
    assertThat(request.subject()).isEqualTo("CN=line3-a issuing CA");
  }

  @Test
  void aKeyIsNeverOverwritten() {
    String first = publicKeyOf(LineHsm.done(line.authority().init(KeyKind.P256)));
    assertThat(refusal(line.authority().init(KeyKind.P256))).isEqualTo("issuer.key-exists");
    assertThat(refusal(line.authority().init(KeyKind.RSA_2048))).isEqualTo("issuer.key-exists");
    assertThat(publicKeyOf(LineHsm.done(line.authority().csr()))).isEqualTo(first);
    assertThat(line.pkcs11Tool("-O --type privkey").split("Private Key Object", -1)).hasSize(2);
  }

  private String publicKeyOf(CertificateAuthority.Request request) {
    try {
      Files.writeString(folder.resolve("again.csr"), request.pem());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Shell.in(folder).run("openssl req -noout -pubkey -in again.csr");
  }

  @Test
  void whatThePlantRootSignedIsStoredBesideTheKey() {
    CertificateAuthority.Imported imported = line.certified(root, KeyKind.P256, 700);
    assertThat(imported.issuing().subject()).isEqualTo("CN=line3-a issuing CA");
    assertThat(imported.root().subject()).contains("Example plant root");
    assertThat(imported.root().sha256().hex())
        .isEqualTo(
            Shell.in(folder)
                .run("openssl x509 -in root.pem -outform DER | sha256sum | cut -d' ' -f1"));
    String key = idLine(line.pkcs11Tool("-O --type privkey"));
    String certificates = line.pkcs11Tool("-O --type cert");
    assertThat(idLine(certificates)).isEqualTo(key);
    assertThat(certificates).contains("label:      line3-a-issuing").doesNotContain("plant root");
    line.pkcs11Tool(
        "--read-object --type cert --label line3-a-issuing --output-file stored.der > tool.log");
    assertThat(
            Shell.in(folder)
                .run(
                    "openssl x509 -inform DER -in stored.der -out stored.pem;"
                        + " openssl verify -x509_strict -CAfile root.pem stored.pem"))
        .endsWith(": OK");
  }

  private static String idLine(String objects) {
    return objects.lines().filter(l -> l.contains("ID:")).findFirst().orElseThrow().strip();
  }

  @Test
  void aRenewedCertificateTakesThePlaceOfTheFormerOne() {
    CertificateAuthority.Imported first = line.certified(root, KeyKind.P256, 400);
    String csr = LineHsm.done(line.authority().csr()).pem();
    CertificateAuthority.Imported second =
        LineHsm.done(
            line.authority()
                .importChain(LineHsm.ascii(root.pem() + root.sign(csr, 700, PlantRoot.ISSUING))));
    assertThat(second.issuing().serial()).isNotEqualTo(first.issuing().serial());
    assertThat(line.pkcs11Tool("-O --type cert").split("Certificate Object", -1)).hasSize(2);
    assertThat(present(line.authority()).ca().orElseThrow().facts())
        .containsExactly(second.issuing());
  }

  @Test
  void afterACrashBetweenNewAndOldItIssuesAndTheNextImportClearsUp() throws IOException {
    line.certified(root, KeyKind.P256, 400);
    String id = idLine(line.pkcs11Tool("-O --type privkey")).replaceAll(".*ID: *", "");
    String csr = LineHsm.done(line.authority().csr()).pem();
    String second = root.sign(csr, 700, PlantRoot.ISSUING);
    Files.writeString(folder.resolve("second.pem"), second);
    Shell.in(folder).run("openssl x509 -in second.pem -outform DER -out second.der");
    line.pkcs11Tool("--write-object second.der --type cert --label line3-a-issuing --id " + id);
    assertThat(line.pkcs11Tool("-O --type cert").split("Certificate Object", -1)).hasSize(3);
    assertThat(present(line.authority()).problems()).isEmpty();
    CertificateAuthority.Imported imported =
        LineHsm.done(line.authority().importChain(LineHsm.ascii(second + root.pem())));
    assertThat(line.pkcs11Tool("-O --type cert").split("Certificate Object", -1)).hasSize(2);
    assertThat(present(line.authority()).ca().orElseThrow().facts())
        .containsExactly(imported.issuing());
  }

  @Test
  void importingTheSameAgainChangesNothing() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    Bytes chain = LineHsm.ascii(root.sign(csr, 700, PlantRoot.ISSUING) + root.pem());
    CertificateAuthority.Imported first = LineHsm.done(line.authority().importChain(chain));
    assertThat(LineHsm.done(line.authority().importChain(chain))).isEqualTo(first);
    assertThat(line.pkcs11Tool("-O --type cert").split("Certificate Object", -1)).hasSize(2);
  }

  @Test
  void aPlantWithAnIntermediateIsTakenWhole() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P384)).pem();
    Shell.in(folder)
        .run(
            "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout mid.key -out"
                + " mid.csr -subj '/CN=Example lines'; echo"
                + " basicConstraints=critical,CA:TRUE,pathlen:1 > mid.ext; echo"
                + " keyUsage=critical,keyCertSign >> mid.ext; openssl x509 -req -in mid.csr -CA"
                + " root.pem -CAkey root.key -set_serial 5 -days 3000 -extfile mid.ext -out"
                + " mid.pem");
    String issued = root.signBy("mid", csr, 700, PlantRoot.ISSUING);
    String mid = Shell.in(folder).run("openssl x509 -in mid.pem") + "\n";
    CertificateAuthority.Imported imported =
        LineHsm.done(line.authority().importChain(LineHsm.ascii(root.pem() + mid + issued)));
    assertThat(imported.between())
        .extracting(CertificateFacts::subject)
        .containsExactly("CN=Example lines");
    assertThat(present(line.authority()).ca().orElseThrow().facts()).hasSize(2);
    assertThat(refusal(line.authority().importChain(LineHsm.ascii(root.pem() + issued))))
        .isEqualTo("issuer.import-incomplete");
  }

  @ParameterizedTest
  @CsvSource({
    "critical CA:TRUE pathlen:1, issuer.import-not-ca",
    "critical CA:TRUE, issuer.import-not-ca",
    "CA:FALSE, issuer.import-not-ca"
  })
  void aCertificateThatMayDoMoreOrLessThanIssueIsRefused(String constraints, String code) {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    String extensions =
        "basicConstraints="
            + constraints.replace(' ', ',')
            + "\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n";
    assertRefused(code, root.sign(csr, 700, extensions) + root.pem());
    assertRefused(
        code,
        root.sign(csr, 700, "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=cRLSign\n")
            + root.pem());
  }

  @Test
  void aCertificateOfAnotherStationIsRefused() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    assertRefused(
        "issuer.import-name", root.signAs("/CN=line3-b issuing CA", csr, 700) + root.pem());
  }

  @Test
  void aCertificateForAnotherKeyIsRefused() {
    LineHsm.done(line.authority().init(KeyKind.P256));
    Shell.in(folder)
        .run("openssl req -new -newkey rsa:2048 -nodes -keyout x.key -subj /CN=line3-a -out x.csr");
    String other = Shell.in(folder).run("openssl req -in x.csr") + "\n";
    assertRefused("issuer.import-other-key", root.sign(other, 700, PlantRoot.ISSUING) + root.pem());
  }

  @Test
  void aChainThatEndsNowhereIsRefused() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    assertRefused("issuer.import-incomplete", root.sign(csr, 700, PlantRoot.ISSUING));
    PlantRoot stranger = new PlantRoot(inFolder("stranger"));
    assertRefused(
        "issuer.import-incomplete", root.sign(csr, 700, PlantRoot.ISSUING) + stranger.pem());
  }

  @Test
  void aChainThatDoesNotHoldIsRefused() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    Shell.in(folder)
        .run(
            "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout mid.key -out"
                + " mid.csr -subj '/CN=Not a CA'; openssl x509 -req -in mid.csr -CA root.pem -CAkey"
                + " root.key -set_serial 6 -days 3000 -out mid.pem");
    String mid = Shell.in(folder).run("openssl x509 -in mid.pem") + "\n";
    assertRefused(
        "issuer.import-chain",
        root.signBy(
                "mid",
                csr,
                700,
                "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n")
            + mid
            + root.pem());
  }

  @Test
  void aCertificateForMoreThanTwoYearsIsRefused() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    assertRefused("issuer.import-too-long", root.sign(csr, 740, PlantRoot.ISSUING) + root.pem());
  }

  @Test
  void aCertificateThatIsOverOrYetToComeIsRefused() {
    String csr = LineHsm.done(line.authority().init(KeyKind.P256)).pem();
    Bytes chain = LineHsm.ascii(root.sign(csr, 100, PlantRoot.ISSUING) + root.pem());
    assertThat(refusal(line.authority(later(101)).importChain(chain)))
        .isEqualTo("issuer.import-not-valid");
    assertThat(refusal(line.authority(later(-2)).importChain(chain)))
        .isEqualTo("issuer.import-not-valid");
  }

  @Test
  void whatIsNoListOfCertificatesIsRefused() {
    LineHsm.done(line.authority().init(KeyKind.P256));
    assertRefused("issuer.import-unreadable", "not a certificate");
  }

  @Test
  void withoutAKeyThereIsNothingToAskOrImportFor() {
    assertThatThrownBy(() -> line.authority().csr()).satisfies(problem("issuer.key-missing"));
    assertThatThrownBy(() -> line.authority().importChain(LineHsm.ascii(root.pem())))
        .satisfies(problem("issuer.key-missing"));
    assertThatThrownBy(() -> line.authority().prove("ABC"))
        .satisfies(problem("issuer.key-missing"));
  }

  @Test
  void aCaOfItsOwnIsMadeAndSaysWhatItCosts() throws IOException {
    LineHsm.done(line.authority().init(KeyKind.P256));
    Answer<CertificateFacts> answer = line.authority().selfSign(1000);
    assertThat(((Answer.Done<CertificateFacts>) answer).warnings())
        .extracting(Problem::code)
        .contains("issuer.self-signed", "issuer.soft-hsm");
    IssuerState.Present state = present(line.authority());
    Files.writeString(folder.resolve("self.pem"), state.ca().orElseThrow().chain().pem());
    assertThat(Shell.in(folder).run("openssl verify -x509_strict -CAfile self.pem self.pem"))
        .endsWith(": OK");
    assertThat(state.ca().orElseThrow().selfSigned()).isTrue();
    assertThat(state.warnings()).extracting(Problem::code).contains("issuer.self-signed");
    assertThat(refusal(line.authority().selfSign(4000))).isEqualTo("issuer.self-signed-days");
  }

  @Test
  void aCaUnderARootIsNotTurnedIntoOneOfItsOwn() {
    line.certified(root, KeyKind.P256, 700);
    assertThat(refusal(line.authority().selfSign(700))).isEqualTo("issuer.certificate-exists");
  }

  @Test
  void aCertificateSignedByItsOwnKeyIsNotImported() {
    LineHsm.done(line.authority().init(KeyKind.P256));
    LineHsm.done(line.authority().selfSign(700));
    String own = present(line.authority()).ca().orElseThrow().chain().pem();
    assertRefused("issuer.import-self-signed", own);
  }

  @Test
  void theProofIsForTheCodeAndByTheCa() throws IOException {
    line.certified(root, KeyKind.P256, 700);
    String code = "7A9B0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293A4B5";
    Files.writeString(folder.resolve("proof.pem"), LineHsm.done(line.authority().prove(code)));
    Files.writeString(
        folder.resolve("issuing.pem"), present(line.authority()).ca().orElseThrow().chain().pem());
    Shell shell = Shell.in(folder);
    assertThat(shell.run("openssl verify -CAfile root.pem -untrusted issuing.pem proof.pem"))
        .endsWith(": OK");
    assertThat(shell.run("openssl x509 -noout -subject -in proof.pem"))
        .isEqualTo("subject=CN = " + code);
    assertThat(shell.run("openssl x509 -noout -pubkey -in proof.pem"))
        .isNotEqualTo(shell.run("openssl x509 -noout -pubkey -in issuing.pem"));
    assertThat(refusal(line.authority().prove("no code, this"))).isEqualTo("issuer.proof-code");
    assertThat(refusal(line.authority(later(701)).prove(code))).isEqualTo("issuer.ca-expired");
  }

  @Test
  void theStateTellsWhatThereIs() {
    IssuerState.Present empty = present(line.authority());
    assertThat(empty.problems()).extracting(Problem::code).containsExactly("issuer.key-missing");
    LineHsm.done(line.authority().init(KeyKind.P256));
    IssuerState.Present keyOnly = present(line.authority());
    assertThat(keyOnly.key()).hasValue(new IssuerState.Key(LineHsm.KEY, "P-256", List.of()));
    assertThat(keyOnly.problems())
        .extracting(Problem::code)
        .containsExactly("issuer.certificate-missing");
  }

  @Test
  void theStateIsAmberBeforeTheCaEndsAndRedAfter() {
    line.certified(root, KeyKind.P256, 100);
    assertThat(codes(present(line.authority()).warnings())).containsExactly("issuer.soft-hsm");
    assertThat(codes(present(line.authority(later(50))).warnings()))
        .containsExactly("issuer.soft-hsm", "issuer.ca-ends-soon");
    assertThat(present(line.authority(later(50))).problems()).isEmpty();
    assertThat(codes(present(line.authority(later(101))).problems()))
        .containsExactly("issuer.ca-expired");
    assertThat(codes(present(line.authority(later(-2))).problems()))
        .containsExactly("issuer.ca-not-yet-valid");
  }

  @Test
  void theStateOfAnHsmThatIsAwayIsAValue() {
    line.pull();
    assertThat(line.authority().state())
        .isInstanceOfSatisfying(
            IssuerState.Away.class,
            away -> assertThat(away.problem().code()).isEqualTo("hsm.token-absent"));
  }

  @Test
  void aKeyThatCouldBeCopiedIsSeen() {
    Shell.in(folder)
        .run("openssl ecparam -genkey -name prime256v1 -noout -outform DER -out brought.der");
    line.pkcs11Tool(
        "--write-object brought.der --type privkey --label line3-a-issuing --id 01 --usage-sign");
    Shell.in(folder)
        .run("openssl ec -inform DER -in brought.der -pubout -outform DER -out pub.der");
    line.pkcs11Tool("--write-object pub.der --type pubkey --label line3-a-issuing --id 01");
    assertThat(codes(present(line.authority()).warnings())).contains("issuer.key-unprotected");
  }

  private Path inFolder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> codes(List<Problem> problems) {
    return problems.stream().map(Problem::code).toList();
  }

  private static Clock later(int days) {
    return Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
  }

  private void assertRefused(String code, String pem) {
    assertThat(refusal(line.authority().importChain(LineHsm.ascii(pem)))).isEqualTo(code);
  }

  private static IssuerState.Present present(CertificateAuthority authority) {
    return (IssuerState.Present) authority.state();
  }

  private static <T> String refusal(Answer<T> answer) {
    if (answer instanceof Answer.Refused<T> refused) {
      return refused.problem().code();
    }
    throw new AssertionError(answer.toString());
  }

  private static Consumer<Throwable> problem(String code) {
    return e -> assertThat(((ElementException) e).problem().code()).isEqualTo(code);
  }
}
