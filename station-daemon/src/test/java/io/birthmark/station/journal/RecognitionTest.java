package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.Clash;
import io.birthmark.station.ledger.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices of which a run learns on the way what they are, and what it gave them. */
class RecognitionTest {
  private static final Hardware TOKEN_1 = token(1);
  private static final Hardware TOKEN_2 = token(2);
  private static final Bytes KEY_1 = Bytes.ofHex("a1".repeat(32));
  private static final Bytes KEY_2 = Bytes.ofHex("a2".repeat(32));

  @TempDir Path dir;
  private List<Floor> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    opened = new ArrayList<>(List.of(new Floor(dir)));
  }

  @AfterEach
  void close() {
    opened.forEach(Floor::close);
  }

  private Floor floor() {
    return opened.get(opened.size() - 1);
  }

  /** As after a power cut: what is on the disk is all there is. */
  private void powerCut() {
    floor().close();
    opened.add(new Floor(dir));
    assertThat(floor().journal.markInterrupted()).hasSizeLessThan(2);
  }

  private static Hardware token(int n) {
    return new Hardware(Hardware.Kind.TOKEN, Bytes.ofHex(String.format("%064x", n)));
  }

  private static Recognised recognised(Hardware hardware, Bytes key) {
    return new Recognised(hardware, Optional.of(key), OptionalLong.empty());
  }

  private static Recognised recognised(Hardware hardware) {
    return new Recognised(hardware, Optional.empty(), OptionalLong.empty());
  }

  private IssuedCertificate certificate(int number) {
    return new IssuedCertificate(
        "c0ffee" + number,
        floor().clock.instant(),
        floor().clock.instant().plus(Duration.ofDays(3650)),
        Bytes.ofHex("3082000" + number));
  }

  private Begin tryToBegin(String slot, Claim claim) {
    return floor()
        .journal
        .begin(
            new RunIntent(
                floor().start(slot),
                claim,
                List.of("make a key pair", "keep its certificate", "write the identity record"),
                Bytes.of("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
  }

  private Begin.Begun begin(String slot, Claim claim) {
    Begin answer = tryToBegin(slot, claim);
    assertThat(answer).isInstanceOf(Begin.Begun.class);
    return (Begin.Begun) answer;
  }

  private static Claim blank(String serial) {
    return Claim.ofBlank(serial, "press-" + serial);
  }

  private static Claim in(String serial, Hardware hardware) {
    return Claim.of(serial, "press-" + serial, hardware);
  }

  private void pass(RunId run) {
    Passed unused =
        floor()
            .journal
            .pass(
                run,
                new PassResult(
                    Floor.STEPS,
                    Floor.COST,
                    Optional.of(new Proof(Attestation.X509, Bytes.ofHex("3082")))));
  }

  private Clash.Kind kindOfClash(Begin answer) {
    assertThat(answer).isInstanceOf(Begin.Clashed.class);
    return ((Begin.Clashed) answer).clash().kind();
  }

  @Test
  void aCertificateIsOnTheDiskWithItsKeyBeforeTheDeviceHasIt() {
    Begin.Begun begun = begin("A", blank("000417"));

    assertThat(floor().journal.certified(begun.run(), recognised(TOKEN_1, KEY_1), certificate(1)))
        .isEmpty();
    powerCut();

    DeviceHistory history = floor().devices.history("000417").get(0);
    assertThat(history.certificates()).containsExactly(certificate(1));
    assertThat(history.device().hardware()).contains(TOKEN_1);
    assertThat(history.events())
        .anySatisfy(
            event -> {
              assertThat(event.kind()).isEqualTo("certificate.issued");
              assertThat(event.run()).contains(begun.run());
              assertThat(event.detail().orElseThrow()).contains("c0ffee1");
            });
    assertThat(floor().devices.byHardware(TOKEN_1).orElseThrow().serial()).isEqualTo("000417");
  }

  @Test
  void aDeviceWithACertificateCostsThreeCommits() {
    long before = floor().database.commits();

    Begin.Begun begun = begin("A", in("000417", TOKEN_1));
    assertThat(floor().journal.certified(begun.run(), recognised(TOKEN_1, KEY_1), certificate(1)))
        .isEmpty();
    assertThat(floor().journal.claimed(begun.run(), recognised(TOKEN_1, KEY_1))).isEmpty();
    pass(begun.run());

    assertThat(floor().database.commits() - before).isEqualTo(3);
  }

  @Test
  void aDeviceWithADerivedKeyCostsTwoUnlessItWasBlank() {
    long before = floor().database.commits();
    Begin.Begun known = begin("A", in("000417", TOKEN_1));
    assertThat(floor().journal.claimed(known.run(), recognised(TOKEN_1))).isEmpty();
    pass(known.run());
    assertThat(floor().database.commits() - before).isEqualTo(2);

    before = floor().database.commits();
    Begin.Begun blank = begin("A", blank("000418"));
    assertThat(floor().journal.claimed(blank.run(), recognised(TOKEN_2))).isEmpty();
    pass(blank.run());
    assertThat(floor().database.commits() - before).isEqualTo(3);
  }

  @Test
  void aKeyThatAnotherDeviceHasIsRefusedAndItsCertificateIsNotOnRecord() {
    Begin.Begun first = begin("A", in("000417", TOKEN_1));
    assertThat(floor().journal.certified(first.run(), recognised(TOKEN_1, KEY_1), certificate(1)))
        .isEmpty();
    Begin.Begun second = begin("B", in("000418", TOKEN_2));

    Optional<Clash> clash =
        floor().journal.certified(second.run(), recognised(TOKEN_2, KEY_1), certificate(2));

    assertThat(clash.orElseThrow().kind()).isEqualTo(Clash.Kind.KEY);
    assertThat(clash.orElseThrow().problem().sentence()).contains("000417");
    assertThat(floor().devices.history("000418").get(0).certificates()).isEmpty();
  }

  @Test
  void aNewCertificateForTheSameDeviceTakesThePlaceOfTheOldAndBothAreOnRecord() {
    Begin.Begun first = begin("A", in("000417", TOKEN_1));
    assertThat(floor().journal.certified(first.run(), recognised(TOKEN_1, KEY_1), certificate(1)))
        .isEmpty();
    powerCut();
    Begin.Begun again = begin("A", in("000417", TOKEN_1));

    assertThat(floor().journal.certified(again.run(), recognised(TOKEN_1, KEY_2), certificate(2)))
        .isEmpty();

    assertThat(again.continued()).isTrue();
    assertThat(again.device()).isEqualTo(first.device());
    assertThat(floor().devices.history("000417").get(0).certificates())
        .containsExactly(certificate(1), certificate(2));
    Begin.Begun other = begin("B", in("000418", TOKEN_2));
    assertThat(floor().journal.claimed(other.run(), recognised(TOKEN_2, KEY_1)))
        .as("a copy of the earlier key is a copy, too")
        .isPresent();
  }

  @Test
  void aBlankTokenThatWasCutOffBeforeItHadANameGoesOnWhenItHasOne() {
    Begin.Begun first = begin("A", blank("000417"));
    powerCut();

    Begin.Begun again = begin("B", in("000417", TOKEN_1));

    assertThat(again.continued()).isTrue();
    assertThat(again.device()).isEqualTo(first.device());
    assertThat(floor().devices.byHardware(TOKEN_1).orElseThrow().id()).isEqualTo(first.device());
  }

  @Test
  void ofTwoTokensWithTheSerialOfAHalfDoneBlankOneOnlyOneIsGivenIt() {
    Begin.Begun unused = begin("A", blank("000417"));
    powerCut();
    Begin.Begun second = begin("A", blank("000417"));
    assertThat(floor().journal.certified(second.run(), recognised(TOKEN_2, KEY_2), certificate(2)))
        .isEmpty();
    pass(second.run());

    assertThat(kindOfClash(tryToBegin("A", in("000417", TOKEN_1)))).isEqualTo(Clash.Kind.SERIAL);
    assertThat(kindOfClash(tryToBegin("A", blank("000417")))).isEqualTo(Clash.Kind.SERIAL);
    assertThat(floor().devices.history("000417")).hasSize(1);
  }

  @Test
  void twoBlankTokensAreNotGivenTheSameSerialAtTheSameTime() {
    Begin.Begun first = begin("A", blank("000417"));

    assertThat(tryToBegin("B", blank("000417")))
        .isEqualTo(new Begin.InAnotherSlot("000417", "A", first.run()));
    assertThat(tryToBegin("B", in("000417", TOKEN_2)))
        .isEqualTo(new Begin.InAnotherSlot("000417", "A", first.run()));
  }

  @Test
  void aBlankTokenThatTurnsOutToBeAnotherDevicesGetsNothing() {
    Begin.Begun first = begin("A", in("000417", TOKEN_1));
    pass(first.run());
    Begin.Begun second = begin("A", blank("000418"));

    Optional<Clash> clash = floor().journal.claimed(second.run(), recognised(TOKEN_1));

    assertThat(clash.orElseThrow().kind()).isEqualTo(Clash.Kind.TOKEN);
  }

  @Test
  void aTokenThatIsSwappedForAnotherInTheMiddleOfTheRunGetsNothing() {
    Begin.Begun begun = begin("A", in("000417", TOKEN_1));

    assertThat(floor().journal.claimed(begun.run(), recognised(TOKEN_2))).isPresent();
  }

  @Test
  void voidFreesHardwareAndKey() {
    Begin.Begun first = begin("A", in("000417", TOKEN_1));
    assertThat(floor().journal.certified(first.run(), recognised(TOKEN_1, KEY_1), certificate(1)))
        .isEmpty();
    pass(first.run());

    assertThat(floor().journal.voidDevice("000417", "rework", "bert"))
        .isInstanceOf(Voiding.Voided.class);

    assertThat(floor().devices.byHardware(TOKEN_1)).isEmpty();
    Begin.Begun second = begin("A", in("000418", TOKEN_1));
    assertThat(floor().journal.certified(second.run(), recognised(TOKEN_1, KEY_1), certificate(2)))
        .isEmpty();
  }

  @Test
  void aNumberThatWasTakenForABlankTokenIsItsOwnOnceItHasAName() {
    TakenSerial taken = floor().serials.take("press", 100, 102, Optional.empty());
    assertThat(taken).isEqualTo(new TakenSerial.Taken(100));
    Begin.Begun begun = begin("A", blank("100"));
    assertThat(
            floor()
                .journal
                .claimed(
                    begun.run(), new Recognised(TOKEN_1, Optional.empty(), OptionalLong.of(100))))
        .isEmpty();
    powerCut();

    assertThat(floor().serials.take("press", 100, 102, Optional.of(TOKEN_1.sha256())))
        .isEqualTo(taken);
    assertThat(floor().serials.take("press", 100, 102, Optional.empty()))
        .isEqualTo(new TakenSerial.Taken(101));
  }

  @Test
  void nothingIsCertifiedForARunThatIsOver() {
    Begin.Begun begun = begin("A", in("000417", TOKEN_1));
    pass(begun.run());

    assertThatThrownBy(
            () ->
                floor().journal.certified(begun.run(), recognised(TOKEN_1, KEY_1), certificate(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
