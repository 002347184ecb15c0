package io.birthmark.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.HandClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every ledger does, wherever it keeps its entries. */
abstract class LedgerConformance {
  private static final Instant AT = Instant.parse("2026-11-23T06:00:00Z");
  private static final Bytes EK_1 = Bytes.ofHex("11".repeat(32));
  private static final Bytes EK_2 = Bytes.ofHex("22".repeat(32));
  private static final Bytes KEY_1 = Bytes.ofHex("a1".repeat(32));
  private static final Bytes KEY_2 = Bytes.ofHex("a2".repeat(32));
  private static final Hardware TPM_1 = new Hardware(Hardware.Kind.TPM, EK_1);
  private static final Hardware TPM_2 = new Hardware(Hardware.Kind.TPM, EK_2);
  private static final Hardware TOKEN =
      new Hardware(Hardware.Kind.TOKEN, Bytes.ofHex("33".repeat(32)));
  private static final Hardware OTHER_TOKEN =
      new Hardware(Hardware.Kind.TOKEN, Bytes.ofHex("44".repeat(32)));
  private static final Build PRESS = Build.of("press");
  private static final Claim ONE = Claim.ofBlank("1", "one");
  private static final Claim TWO = Claim.ofBlank("2", "two");
  private static final Claim FIRST = Claim.ofTpm("000417", "press-000417", EK_1);

  @TempDir Path dir;
  private Optional<Database> database = Optional.empty();

  abstract Ledger ledger();

  @BeforeEach
  void open() {
    database = Optional.of(Database.open(dir.resolve("journal.db"), new HandClock()));
  }

  @AfterEach
  void close() {
    database.ifPresent(Database::close);
  }

  private Ledger.Answer reserve(long run, Claim claim) {
    return database().write(tx -> ledger().reserve(tx, new RunId(run), "A", AT, claim, PRESS));
  }

  private Database database() {
    return database.orElseThrow();
  }

  private void confirm(long run, Claim claim) {
    database()
        .write(
            tx -> {
              ledger().confirm(tx, new RunId(run), claim.serial());
              return run;
            });
  }

  private void release(long run, Claim claim) {
    database()
        .write(
            tx -> {
              ledger().release(tx, new RunId(run), claim.serial());
              return run;
            });
  }

  private static Clash clash(Ledger.Answer answer) {
    assertThat(answer).isInstanceOf(Ledger.Answer.Refused.class);
    return ((Ledger.Answer.Refused) answer).clash();
  }

  private static Ledger.Answer.Reserved reserved(Ledger.Answer answer) {
    assertThat(answer).isInstanceOf(Ledger.Answer.Reserved.class);
    return (Ledger.Answer.Reserved) answer;
  }

  @Test
  void theFirstToAskHasIt() {
    assertThat(reserved(reserve(1, FIRST)).continued()).isFalse();
  }

  @Test
  void theSameDeviceGetsItsOwnAgain() {
    reserve(1, FIRST);

    Ledger.Answer.Reserved again = reserved(reserve(2, FIRST));

    assertThat(again.continued()).isTrue();
    assertThat(again.holding().by()).isEqualTo(new RunId(1));
  }

  @Test
  void anotherEkWithTheSameSerialIsRefusedNamingTheFirst() {
    reserve(1, FIRST);

    Clash clash = clash(reserve(2, Claim.ofTpm("000417", "other-id", EK_2)));

    assertThat(clash.kind()).isEqualTo(Clash.Kind.SERIAL);
    assertThat(clash.value()).isEqualTo("000417");
    assertThat(clash.holder().claim()).isEqualTo(FIRST);
    assertThat(clash.problem().fault()).isEqualTo(Problem.Fault.DEVICE);
    assertThat(clash.problem().code()).isEqualTo("duplicate.serial");
    assertThat(clash.problem().sentence())
        .contains("000417", "press-000417", "1111111111111111", "2222222222222222", "slot A");
    assertThat(clash.problem().action()).contains("birthmark void 000417 --reason");
  }

  @Test
  void theSameEkWithAnotherSerialIsRefused() {
    reserve(1, FIRST);

    assertThat(clash(reserve(2, Claim.ofTpm("000418", "press-000418", EK_1))).kind())
        .isEqualTo(Clash.Kind.EK);
  }

  @Test
  void theSameDeviceWithAnotherRegistrationIdIsRefused() {
    reserve(1, FIRST);

    assertThat(clash(reserve(2, Claim.ofTpm("000417", "lathe-000417", EK_1))).kind())
        .isEqualTo(Clash.Kind.EK);
  }

  @Test
  void registrationIdsDifferInMoreThanCase() {
    reserve(1, FIRST);

    Clash clash = clash(reserve(2, Claim.ofTpm("000418", "PRESS-000417", EK_2)));

    assertThat(clash.kind()).isEqualTo(Clash.Kind.REGISTRATION_ID);
  }

  @Test
  void aKeyIsHeldByOneDevice() {
    reserve(1, ONE.in(TPM_1, Optional.of(KEY_1)));

    Clash clash = clash(reserve(2, TWO.in(TPM_2, Optional.of(KEY_1))));

    assertThat(clash.kind()).isEqualTo(Clash.Kind.KEY);
    assertThat(clash.value()).isEqualTo(KEY_1.hex());
    assertThat(clash.problem().code()).isEqualTo("duplicate.key");
  }

  @Test
  void aDeviceMayRenewItsKeyButNotTakeAnothers() {
    reserve(1, ONE.in(TPM_1, Optional.empty()));
    reserve(2, TWO.in(TPM_2, Optional.of(KEY_2)));

    Claim renewed = ONE.in(TPM_1, Optional.of(KEY_1));
    assertThat(reserved(reserve(3, renewed)).holding().claim()).isEqualTo(renewed);

    Claim stolen = ONE.in(TPM_1, Optional.of(KEY_2));
    assertThat(clash(reserve(4, stolen)).kind()).isEqualTo(Clash.Kind.KEY);
  }

  @Test
  void aKeyThatWasRenewedStaysItsDevices() {
    reserve(1, ONE.in(TPM_1, Optional.of(KEY_1)));
    reserve(2, ONE.in(TPM_1, Optional.of(KEY_2)));

    Clash clash = clash(reserve(3, TWO.in(TPM_2, Optional.of(KEY_1))));

    assertThat(clash.kind()).isEqualTo(Clash.Kind.KEY);
    assertThat(clash.holder().claim().serial()).isEqualTo("1");
    reserved(reserve(4, ONE.in(TPM_1, Optional.of(KEY_1))));
    clash(reserve(5, TWO.in(TPM_2, Optional.of(KEY_2))));
    database()
        .write(
            tx -> {
              ledger().free(tx, "1");
              return 0;
            });
    reserved(reserve(6, TWO.in(TPM_2, Optional.of(KEY_2))));
    reserved(reserve(7, TWO.in(TPM_2, Optional.of(KEY_1))));
  }

  @Test
  void aDeviceThatComesBackWithoutSayingItsKeyKeepsIt() {
    reserve(1, ONE.in(TPM_1, Optional.of(KEY_1)));

    assertThat(reserved(reserve(2, ONE.in(TPM_1, Optional.empty()))).holding().claim().key())
        .contains(KEY_1);
  }

  @Test
  void aTokenIsHeldByOneDeviceAndCalledSo() {
    reserve(1, ONE.in(TOKEN, Optional.empty()));

    Clash clash = clash(reserve(2, TWO.in(TOKEN, Optional.empty())));

    assertThat(clash.kind()).isEqualTo(Clash.Kind.TOKEN);
    assertThat(clash.problem().code()).isEqualTo("duplicate.token");
    assertThat(clash.problem().sentence()).contains("token 3333333333333333", "serial 1");
  }

  @Test
  void aBlankTokenThatHasANameNowGoesOn() {
    reserve(1, ONE);

    Ledger.Answer.Reserved named = reserved(reserve(1, ONE.in(TOKEN, Optional.of(KEY_1))));

    assertThat(named.continued()).isTrue();
    assertThat(named.holding().claim()).isEqualTo(ONE.in(TOKEN, Optional.of(KEY_1)));
    assertThat(clash(reserve(2, TWO.in(TOKEN, Optional.empty()))).kind())
        .isEqualTo(Clash.Kind.TOKEN);
  }

  @Test
  void whichBlankTokenCannotBeToldButTheFirstThatIsNamedHasIt() {
    reserve(1, ONE);
    assertThat(reserved(reserve(2, ONE)).continued()).isTrue();

    reserved(reserve(2, ONE.in(TOKEN, Optional.empty())));

    assertThat(clash(reserve(3, ONE.in(OTHER_TOKEN, Optional.empty()))).kind())
        .isEqualTo(Clash.Kind.SERIAL);
    assertThat(clash(reserve(4, ONE)).kind()).isEqualTo(Clash.Kind.SERIAL);
  }

  @Test
  void aBlankTokenCannotTurnOutToBeAnotherDevicesToken() {
    reserve(1, TWO.in(TOKEN, Optional.empty()));
    reserve(2, ONE);

    assertThat(clash(reserve(2, ONE.in(TOKEN, Optional.empty()))).kind())
        .isEqualTo(Clash.Kind.TOKEN);
    assertThat(reserved(reserve(3, ONE.in(OTHER_TOKEN, Optional.empty()))).continued()).isTrue();
  }

  @Test
  void aRefusedClaimReservesNothing() {
    reserve(1, FIRST);
    reserve(2, Claim.ofTpm("000418", "press-000417", EK_2));

    assertThat(reserved(reserve(3, Claim.ofTpm("000418", "press-000418", EK_2))).continued())
        .isFalse();
  }

  @Test
  void releaseGivesUpWhatThatRunReserved() {
    reserve(1, FIRST);

    release(1, FIRST);
    release(1, FIRST);

    reserved(reserve(2, Claim.ofTpm("000417", "press-000417", EK_2)));
  }

  @Test
  void releaseByALaterRunOfTheSameDeviceKeepsIt() {
    reserve(1, FIRST);
    reserve(2, FIRST);

    release(2, FIRST);

    clash(reserve(3, Claim.ofTpm("000417", "press-000417", EK_2)));
  }

  @Test
  void whatIsConfirmedIsNotReleased() {
    reserve(1, FIRST);
    confirm(1, FIRST);
    confirm(1, FIRST);

    release(1, FIRST);

    assertThat(clash(reserve(2, Claim.ofTpm("000417", "x", EK_2))).holder().confirmed()).isTrue();
  }

  @Test
  void onlyVoidFreesWhatIsConfirmed() {
    reserve(1, FIRST);
    confirm(1, FIRST);

    database()
        .write(
            tx -> {
              ledger().free(tx, FIRST.serial());
              return 0;
            });

    reserved(reserve(2, Claim.ofTpm("000417", "press-000417", EK_2)));
    reserved(reserve(3, Claim.ofTpm("000418", "press-000418", EK_1)));
  }

  @Test
  void aReservationInATransactionThatFailsIsNotMade() {
    try {
      database()
          .write(
              tx -> {
                ledger().reserve(tx, new RunId(1), "A", AT, FIRST, PRESS);
                throw new IllegalArgumentException("the caller's part failed");
              });
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessage("the caller's part failed");
    }

    reserved(reserve(2, Claim.ofTpm("000417", "press-000417", EK_2)));
  }
}
