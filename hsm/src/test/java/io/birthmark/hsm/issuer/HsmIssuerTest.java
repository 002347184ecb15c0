package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices are certified by a key in a real token, which may be gone at any moment. */
class HsmIssuerTest {
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

  private static CertificateRequest request(String id) {
    return Requests.of(JdkKey.of(KeyKind.P256), id);
  }

  private void assertVerified(CertificateChain chain) throws IOException {
    Path leaf = Files.createTempFile(folder, "leaf", ".pem");
    Path all = Files.createTempFile(folder, "all", ".pem");
    Files.writeString(leaf, new CertificateChain(List.of(chain.leaf())).pem());
    Files.writeString(all, chain.pem());
    assertThat(
            Shell.in(folder)
                .run(
                    "openssl verify -x509_strict -purpose sslclient -CAfile root.pem -untrusted "
                        + all
                        + " "
                        + leaf))
        .endsWith(": OK");
  }

  @Test
  void aDeviceIsCertifiedByTheKeyInTheHsm() throws IOException {
    line.certified(root, KeyKind.P256, 700);
    CertificateChain chain = line.issuer().certify(request("press-000417"), "press-000417");
    assertThat(chain.certificates()).hasSize(2);
    assertVerified(chain);
    assertThat(line.issuer().stillGood(chain, "press-000417")).isTrue();
    assertThat(line.issuer().stillGood(chain, "press-000418")).isFalse();
  }

  @Test
  void anRsaKeyInTheHsmCertifiesAsWell() throws IOException {
    line.certified(root, KeyKind.RSA_2048, 700);
    assertVerified(line.issuer().certify(request("press-1"), "press-1"));
  }

  @Test
  void aDevicesCertificateStaysGoodWhenTheCaIsRenewed() {
    line.certified(root, KeyKind.P384, 400);
    CertificateChain chain = line.issuer().certify(request("press-1"), "press-1");
    String csr = LineHsm.done(line.authority().csr()).pem();
    LineHsm.done(
        line.authority()
            .importChain(LineHsm.ascii(root.sign(csr, 700, PlantRoot.ISSUING) + root.pem())));
    assertThat(line.issuer().stillGood(chain, "press-1")).isTrue();
  }

  @Test
  void fourThreadsAtOnceEachGetTheirOwn() throws Exception {
    line.certified(root, KeyKind.P256, 700);
    HsmIssuer issuer = line.issuer();
    ExecutorService four = Executors.newFixedThreadPool(4);
    try {
      List<Future<CertificateChain>> pending = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String id = "press-" + i;
        pending.add(four.submit(() -> issuer.certify(request(id), id)));
      }
      for (int i = 0; i < pending.size(); i++) {
        CertificateChain chain = pending.get(i).get();
        assertThat(issuer.stillGood(chain, "press-" + i)).isTrue();
      }
    } finally {
      four.shutdownNow();
    }
  }

  @Test
  void anHsmThatWasAwayIsFoundAgainWithoutARestart() throws IOException {
    line.certified(root, KeyKind.P256, 700);
    HsmIssuer issuer = line.issuer();
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      if (i == 3) {
        line.pull();
      }
      if (i == 6) {
        line.putBack();
      }
      String id = "press-" + i;
      try {
        assertVerified(issuer.certify(request(id), id));
        outcomes.add("certified");
      } catch (ElementException e) {
        assertThat(e.problem().fault()).isEqualTo(Problem.Fault.STATION);
        assertThat(e.retryHelps()).isTrue();
        outcomes.add(e.problem().code());
      }
    }
    assertThat(outcomes.subList(0, 3)).containsOnly("certified");
    assertThat(outcomes.subList(3, 6)).allMatch(code -> code.startsWith("hsm.token-"));
    assertThat(outcomes.subList(6, 10)).containsOnly("certified");
  }

  @Test
  void anHsmThatComesAndGoesWhileFourWorkCrashesNothing() throws Exception {
    line.certified(root, KeyKind.P256, 700);
    HsmIssuer issuer = line.issuer();
    ExecutorService four = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> pending = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String id = "press-" + i;
        pending.add(four.submit(() -> outcome(issuer, id)));
      }
      pending.get(5).get();
      line.pull();
      pending.get(20).get();
      line.putBack();
      for (Future<String> one : pending) {
        assertThat(one.get()).matches("certified|hsm\\.token-.*|pkcs11\\.module-busy");
      }
    } finally {
      four.shutdownNow();
    }
    assertThat(outcome(issuer, "press-last")).isEqualTo("certified");
  }

  private static String outcome(HsmIssuer issuer, String id) {
    try {
      CertificateChain unused = issuer.certify(request(id), id);
      return "certified";
    } catch (ElementException e) {
      return e.problem().code();
    }
  }

  @Test
  void aCaThatIsOverOrYetToComeStopsTheLine() {
    line.certified(root, KeyKind.P256, 100);
    assertStopped("issuer.ca-expired", later(101));
    assertStopped("issuer.ca-not-yet-valid", later(-2));
    assertStopped("issuer.ca-nearly-over", later(80));
  }

  private void assertStopped(String code, Clock clock) {
    assertThatThrownBy(() -> line.issuer(clock).certify(request("press-1"), "press-1"))
        .satisfies(stationProblem(code));
  }

  @Test
  void withoutKeyOrCertificateTheLineStops() {
    assertThatThrownBy(() -> line.issuer().certify(request("press-1"), "press-1"))
        .satisfies(stationProblem("issuer.key-missing"));
    LineHsm.done(line.authority().init(KeyKind.P256));
    assertThatThrownBy(() -> line.issuer().certify(request("press-1"), "press-1"))
        .satisfies(stationProblem("issuer.certificate-missing"));
  }

  @Test
  void aCertificateOfAnotherKeyStopsTheLine() {
    LineHsm.done(line.authority().init(KeyKind.P256));
    Shell.in(folder).run("openssl x509 -in root.pem -outform DER -out root.der");
    line.pkcs11Tool("--write-object root.der --type cert --label line3-a-issuing --id 99");
    assertThatThrownBy(() -> line.issuer().certify(request("press-1"), "press-1"))
        .satisfies(stationProblem("issuer.certificate-of-another-key"));
  }

  @Test
  void twoKeysOfOneLabelStopTheLine() {
    for (String id : List.of("01", "02")) {
      line.pkcs11Tool("--keypairgen --key-type EC:prime256v1 --label line3-a-issuing --id " + id);
    }
    assertThatThrownBy(() -> line.issuer().certify(request("press-1"), "press-1"))
        .satisfies(stationProblem("issuer.key-ambiguous"));
  }

  @Test
  void aPublicKeyThatDoesNotFitIsFoundBeforeACertificateGoesOut() {
    line.pkcs11Tool("--keypairgen --key-type EC:prime256v1 --label other --id 07");
    line.pkcs11Tool("--keypairgen --key-type EC:prime256v1 --label line3-a-issuing --id 08");
    line.pkcs11Tool("--delete-object --type pubkey --label line3-a-issuing");
    line.pkcs11Tool("--delete-object --type privkey --label other");
    line.pkcs11Tool("--read-object --type pubkey --label other --output-file pub.der > log");
    line.pkcs11Tool("--write-object pub.der --type pubkey --label line3-a-issuing --id 08");
    assertThatThrownBy(() -> line.authority().selfSign(700))
        .satisfies(stationProblem("issuer.bad-signature"));
  }

  @Test
  void aWrongPinIsTriedOnce() {
    line.certified(root, KeyKind.P256, 700);
    HsmIssuer wrong =
        new HsmIssuer(
            line.hsm("wrong-pin-0000"),
            LineHsm.KEY,
            LineHsm.VALIDITY,
            Clock.systemUTC(),
            new SecureRandom());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> wrong.certify(request("press-1"), "press-1"))
          .satisfies(stationProblem("hsm.pin-wrong"))
          .satisfies(e -> assertThat(whole(e)).doesNotContain("wrong-pin-0000"));
    }
    assertVerifiedAfterwards();
  }

  private void assertVerifiedAfterwards() {
    CertificateChain chain = line.issuer().certify(request("press-1"), "press-1");
    assertThat(chain.certificates()).hasSize(2);
  }

  @Test
  void noSecretIsInAnyException() {
    try (SecretBytes key =
        SecretBytes.taking(
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII))) {
      LineHsm.done(new GroupKeys(line.hsm()).store("fleet", key));
      line.pull();
      assertThatThrownBy(() -> new GroupKeys(line.hsm()).store("fleet", key))
          .satisfies(
              e ->
                  assertThat(whole(e)).doesNotContain("0123456789abcdef", "30313233", LineHsm.PIN));
    }
  }

  @Test
  void aModuleThatIsNoneIsAStationsProblem() {
    StationHsm none =
        StationHsm.behind(
            folder.resolve("no-such-module.so"),
            new TokenChoice.Only(),
            () -> SecretBytes.taking(new byte[0]));
    assertThatThrownBy(() -> new GroupKeys(none).compare("g", SecretBytes.taking(new byte[32])))
        .satisfies(stationProblem("pkcs11.module-missing"));
  }

  @Test
  void aTokenIsAlsoFoundByItsSerialNumber() {
    line.certified(root, KeyKind.P256, 700);
    IssuerState.Present state = (IssuerState.Present) line.authority().state();
    StationHsm bySerial =
        StationHsm.behind(
            TokenReader.module(),
            new TokenChoice.BySerial(state.token().serial()),
            () -> SecretBytes.taking(LineHsm.PIN.getBytes(StandardCharsets.UTF_8)));
    HsmIssuer issuer =
        new HsmIssuer(
            bySerial, LineHsm.KEY, LineHsm.VALIDITY, Clock.systemUTC(), new SecureRandom());
    Bytes leaf = issuer.certify(request("press-1"), "press-1").leaf();
    assertThat(leaf.size()).isPositive();
  }

  private static Consumer<Throwable> stationProblem(String code) {
    return e -> {
      Problem problem = ((ElementException) e).problem();
      assertThat(problem.code()).isEqualTo(code);
      assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
    };
  }

  private static String whole(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static Clock later(int days) {
    return Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
  }
}
