package io.birthmark.station.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.RegistrationIdRule;
import io.birthmark.station.config.SerialFormat;
import io.birthmark.station.config.SerialRule;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.journal.DeviceHistory;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.IssuedCertificate;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.Outcome;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.Voiding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that give a device a certificate or a key, with the station's own HSM. */
class IssuingRunTest {
  private static final ProductAttestation X509 = new ProductAttestation.X509(KeyKind.P256);
  private static final ProductAttestation X509_GROUP =
      new ProductAttestation.X509Group("presses", KeyKind.P256, Optional.empty());
  private static final ProductAttestation KEY_OF_GROUP =
      new ProductAttestation.SymmetricKey("presses", false);
  private static final ProductAttestation KEY_OF_ITS_OWN =
      new ProductAttestation.SymmetricKey("presses", true);
  private static final SerialSource SCAN = new SerialSource.Scan();

  @TempDir Path dir;
  private final PaperIssuer issuer = new PaperIssuer();
  private Optional<io.birthmark.station.journal.Floor> journal = Optional.empty();
  private GroupGate gate = GroupGate.open();
  private int woken;

  @BeforeEach
  void open() {
    journal = Optional.of(new io.birthmark.station.journal.Floor(dir));
  }

  @AfterEach
  void close() {
    journal.ifPresent(io.birthmark.station.journal.Floor::close);
  }

  private Path newFolder(String name) {
    try {
      return java.nio.file.Files.createDirectory(dir.resolve(name));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private io.birthmark.station.journal.Floor station() {
    return journal.orElseThrow();
  }

  private RunReport run(
      PaperToken token, ProductAttestation attestation, SerialSource source, String... serial) {
    Product product =
        new Product(
            "press",
            source,
            SerialRule.USUAL,
            Optional.of(new RegistrationIdRule("press-{serial}")),
            attestation,
            Product.AlreadyProvisioned.VERIFY);
    Floor floor =
        new Floor(
            "line3-a",
            "https://global.azure-devices-provisioning.net",
            "0ne00ABCDEF",
            station().journal,
            station().devices,
            new SerialSupply(station().serials),
            OwnTpm.none(),
            Optional.of(issuer),
            gate,
            Optional::empty,
            Labelling.none(),
            station().clock,
            () -> Optional.of(station().clock.instant()),
            () -> woken++);
    Slot slot = new Slot("A", "pkcs11", product, token::connect);
    return new Slots(floor, List.of(slot))
        .run("A", Arrays.stream(serial).findFirst(), "anna", step -> {});
  }

  private RunReport run(PaperToken token, ProductAttestation attestation, String serial) {
    return run(token, attestation, SCAN, serial);
  }

  private static void assertPassed(RunReport report) {
    assertThat(report.outcome()).isEqualTo(new RunOutcome.Pass());
  }

  private static Problem problem(RunReport report) {
    return report.outcome().problem().orElseThrow();
  }

  private DeviceHistory history(String serial) {
    List<DeviceHistory> all = station().devices.history(serial);
    return all.get(all.size() - 1);
  }

  private DeviceRow device(String serial) {
    return station().devices.bySerial(serial).orElseThrow();
  }

  @Test
  void aCertificateIsOnTheDiskBeforeItIsInTheDevice() {
    PaperToken token = new PaperToken(1);
    token.beforeKeeping = () -> assertThat(history("000417").certificates()).hasSize(1);

    assertPassed(run(token, X509, "000417"));

    Bytes leaf = token.chain.orElseThrow().leaf();
    assertThat(history("000417").certificates())
        .extracting(IssuedCertificate::der)
        .containsExactly(leaf);
    assertThat(history("000417").certificates().get(0).serialNumber()).isEqualTo("c0ffee01");
  }

  @Test
  void byItsOwnCertificateADeviceIsEnrolledByItself() {
    PaperToken token = new PaperToken(1);
    long before = station().database.commits();

    assertPassed(run(token, X509, "000417"));

    assertThat(device("000417").proof())
        .contains(new Proof(Attestation.X509, token.chain.orElseThrow().leaf()));
    assertThat(device("000417").group()).isEmpty();
    assertThat(device("000417").enrollment()).isPresent();
    assertThat(woken).isEqualTo(1);
    assertThat(station().database.commits() - before).isEqualTo(3);
  }

  @Test
  void aGroupsDeviceNeedsNoCallButIsKnownToBelongToIt() {
    assertPassed(run(new PaperToken(1), X509_GROUP, "000417"));
    assertPassed(run(new PaperToken(2), KEY_OF_GROUP, "000418"));

    for (String serial : List.of("000417", "000418")) {
      assertThat(device(serial).group()).contains(new Membership("presses", true));
      assertThat(device(serial).enrollment()).isEmpty();
    }
    assertThat(woken).isZero();
    assertThat(device("000418").proof())
        .contains(new Proof(Attestation.SYMMETRIC_KEY, Bytes.EMPTY));
  }

  @Test
  void aDerivedKeyIsTheFormulasIsNotKeptAndCostsNoCommitOfItsOwn() throws Exception {
    PaperToken token = new PaperToken(1);
    long before = station().database.commits();

    assertPassed(run(token, KEY_OF_ITS_OWN, "000417"));

    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(PaperIssuer.GROUP_KEY, "HmacSHA256"));
    assertThat(token.symmetricKey)
        .contains(Bytes.of(mac.doFinal("press-000417".getBytes(StandardCharsets.UTF_8))));
    assertThat(issuer.givenOut)
        .singleElement()
        .satisfies(key -> assertThat(key.<Bytes>lend(Bytes::of)).isEqualTo(Bytes.of(new byte[32])));
    assertThat(device("000417").proof())
        .contains(new Proof(Attestation.SYMMETRIC_KEY, Bytes.EMPTY));
    assertThat(device("000417").group()).contains(new Membership("presses", false));
    assertThat(device("000417").enrollment()).isPresent();
    assertThat(station().database.commits() - before).isEqualTo(2);
  }

  @Test
  void aKeyThatTheDeviceDidNotTakeIsWipedAllTheSame() {
    PaperToken token = new PaperToken(1);
    token.beforeKeeping =
        () -> {
          throw ElementException.passing(
              Problem.ofDevice("pkcs11.gone", "The token was pulled.", "Put it in again."));
        };

    assertThat(problem(run(token, KEY_OF_GROUP, "000417")).code()).isEqualTo("pkcs11.gone");

    assertThat(issuer.givenOut)
        .singleElement()
        .satisfies(key -> assertThat(key.<Bytes>lend(Bytes::of)).isEqualTo(Bytes.of(new byte[32])));
  }

  @Test
  void theSameDeviceAgainIsTheSameWithoutAnotherCertificate() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));
    long before = station().database.commits();

    RunReport again = run(token, X509, "000417");

    assertPassed(again);
    assertThat(again.continued()).isTrue();
    assertThat(issuer.issued()).isEqualTo(1);
    assertThat(history("000417").enrollments()).hasSize(1);
    assertThat(station().database.commits() - before).isEqualTo(1);
  }

  @Test
  void whileTheHsmIsAwayRunsAreTheStationsFaultAndThenGoOnByThemselves() {
    PaperToken token = PaperToken.blank(1);
    issuer.away = true;
    RunReport away = run(token, X509, "000417");
    assertThat(away.outcome().word()).isEqualTo(Outcome.ERROR);
    assertThat(problem(away).code()).isEqualTo("hsm.absent");

    issuer.away = false;
    RunReport back = run(token, X509, "000417");

    assertPassed(back);
    assertThat(back.continued()).isTrue();
    assertThat(station().devices.history("000417")).hasSize(1);
  }

  @Test
  void aKeyThatAnotherDeviceHasIsRefusedAndItsCertificateReachesNoDevice() {
    PaperToken first = new PaperToken(1);
    assertPassed(run(first, X509, "000417"));
    PaperToken copy = new PaperToken(2);
    copy.publicKey = first.publicKey;

    RunReport refused = run(copy, X509, "000418");

    assertThat(refused.outcome().word()).isEqualTo(Outcome.FAIL);
    assertThat(problem(refused).code()).isEqualTo("duplicate.key");
    assertThat(problem(refused).sentence()).contains("000417");
    assertThat(copy.chain).isEmpty();
    assertThat(history("000418").certificates()).isEmpty();
  }

  @Test
  void ofTwoBlankTokensWithOneLabelTheSecondIsRefusedBeforeAnythingIsPutIntoIt() {
    PaperToken first = PaperToken.blank(1);
    issuer.away = true;
    assertThat(run(first, X509, "000417").outcome().word()).isEqualTo(Outcome.ERROR);
    issuer.away = false;
    PaperToken second = PaperToken.blank(2);
    assertPassed(run(second, X509, "000417"));

    RunReport refused = run(first, X509, "000417");

    assertThat(problem(refused).code()).isEqualTo("duplicate.serial");
    assertThat(first.record).isEmpty();
    assertThat(first.chain).isEmpty();
    assertThat(device("000417").hardware()).contains(second.hardware);
  }

  @Test
  void aTokenThatIsSwappedInTheMiddleOfTheRunGetsNothing() {
    PaperToken token = new PaperToken(1);
    token.whenAsking = new PaperToken(2).hardware;

    assertThat(problem(run(token, X509, "000417")).code()).isEqualTo("device.swapped");
    assertThat(problem(run(token, KEY_OF_GROUP, "000417")).code()).isEqualTo("device.swapped");

    assertThat(issuer.issued()).isZero();
    assertThat(issuer.givenOut).isEmpty();
    assertThat(token.record).isEmpty();
  }

  @Test
  void aTokenThatIsAnotherDevicesIsRefusedAndNamed() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));

    token.record = Optional.empty();
    RunReport refused = run(token, X509, "000418");

    assertThat(problem(refused).code()).isEqualTo("duplicate.token");
  }

  @Test
  void aFinishedDeviceThatForgetsInTheMiddleOfTheRunIsNotChangedWithoutAnIntent() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));
    token.whenStepping = () -> token.record = Optional.empty();

    assertThat(problem(run(token, X509, "000417")).code()).isEqualTo("device.changed-meanwhile");

    assertThat(token.record).isEmpty();
    token.whenStepping = () -> {};
    assertPassed(run(token, X509, "000417"));
  }

  @Test
  void theServiceKnowsADeviceByItsCertificateSoANewOneTakesAVoid() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));
    issuer.oldOnesAreGood = false;

    RunReport refused = run(token, X509, "000417");

    assertThat(problem(refused).code()).isEqualTo("device.certificate-enrolled");
    assertThat(problem(refused).action()).contains("birthmark void 000417");
    assertThat(station().journal.voidDevice("000417", "renewal", "bert"))
        .isInstanceOf(Voiding.Voided.class);
    assertPassed(run(token, X509, "000417"));
    assertThat(issuer.issued()).isEqualTo(2);
  }

  @Test
  void aGroupsDeviceMayBeGivenANewCertificate() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509_GROUP, "000417"));
    issuer.oldOnesAreGood = false;

    assertPassed(run(token, X509_GROUP, "000417"));

    assertThat(history("000417").certificates()).hasSize(2);
  }

  @Test
  void theCertificateOfAVoidedIdentityGoesWithIt() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));
    Bytes before = token.chain.orElseThrow().leaf();
    assertThat(station().journal.voidDevice("000417", "key may be known", "bert"))
        .isInstanceOf(Voiding.Voided.class);

    assertPassed(run(token, X509, "000417"));

    assertThat(token.chain.orElseThrow().leaf()).isNotEqualTo(before);
    Bytes now = token.chain.orElseThrow().leaf();
    assertPassed(run(token, X509, "000417"));
    assertThat(token.chain.orElseThrow().leaf()).isEqualTo(now);
  }

  @Test
  void whatAVoidedIdentityLeftWithoutItsKeyIsKnownAndNobodyElses() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));
    token.record = Optional.empty();
    token.publicKey = Bytes.of(PaperIssuer.keyPair().getPublic().getEncoded());

    assertThat(problem(run(token, X509, "000417")).code()).isEqualTo("certificate.stranger");

    assertThat(station().journal.voidDevice("000417", "its key is gone", "bert"))
        .isInstanceOf(Voiding.Voided.class);
    assertPassed(run(token, X509, "000418"));
  }

  @Test
  void aGroupThatLetsNobodyInStopsTheLineBeforeTheDeviceIsTouched() {
    PaperToken token = new PaperToken(1);
    Problem gone = Problem.ofStation("group.missing", "There is no group presses.", "Create it.");
    gate = new GroupGate(group -> Optional.of(gone), true);

    assertThat(run(token, X509_GROUP, "000417").outcome())
        .isEqualTo(new RunOutcome.StationFault(gone));
    assertThat(token.record).isEmpty();
    assertPassed(run(new PaperToken(2), KEY_OF_ITS_OWN, "000418"));
  }

  @Test
  void orItGoesOnAndSaysSo() {
    Problem gone = Problem.ofStation("group.missing", "There is no group presses.", "Create it.");
    gate = new GroupGate(group -> Optional.of(gone), false);

    RunReport report = run(new PaperToken(1), X509_GROUP, "000417");

    assertPassed(report);
    assertThat(report.warnings()).containsExactly(gone);
  }

  @Test
  void aSerialMayBeTheTokensOwn() {
    assertThat(run(new PaperToken(7), X509, new SerialSource.Element()).serial()).contains("T0007");
    assertThat(problem(run(new PaperToken(8), X509, new SerialSource.Element(), "1")).code())
        .isEqualTo("serial.not-asked");
    assertThat(problem(run(PaperToken.blank(9), X509, new SerialSource.Element())).code())
        .isEqualTo("serial.element-has-none");
  }

  @Test
  void aBlankTokenKeepsTheNumberItWasGivenOnceItHasAName() {
    SerialSource range = new SerialSource.Range(100, 102, SerialFormat.PLAIN);
    PaperToken token = PaperToken.blank(1);
    token.beforeKeeping =
        () -> {
          throw ElementException.passing(
              Problem.ofDevice("pkcs11.gone", "The token was pulled.", "Put it in again."));
        };
    assertThat(run(token, X509, range).serial()).contains("100");
    token.beforeKeeping = () -> {};

    RunReport again = run(token, X509, range);

    assertPassed(again);
    assertThat(again.serial()).contains("100");
    assertThat(run(PaperToken.blank(2), X509, range).serial()).contains("101");
    assertThat(station().serials.orphaned()).isEmpty();
  }

  @Test
  void aJournalThatIsAnOlderCopyLearnsTheKeyOfAFinishedDevice() {
    PaperToken token = new PaperToken(1);
    assertPassed(run(token, X509, "000417"));
    close();
    journal = Optional.of(new io.birthmark.station.journal.Floor(newFolder("older")));

    assertPassed(run(token, X509, "000417"));

    PaperToken copy = new PaperToken(2);
    copy.publicKey = token.publicKey;
    assertThat(problem(run(copy, X509, "000418")).code()).isEqualTo("duplicate.key");
  }
}
