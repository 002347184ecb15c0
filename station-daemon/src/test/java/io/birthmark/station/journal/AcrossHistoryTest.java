package io.birthmark.station.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.Clash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 5, years and restarts after the first device: what is its own is refused to others. */
class AcrossHistoryTest {
  private static final Bytes KEY = Bytes.ofHex("a1".repeat(32));
  private static final Bytes RENEWED_KEY = Bytes.ofHex("a2".repeat(32));

  @TempDir Path dir;
  private Optional<Floor> opened = Optional.empty();

  /** One device of long ago, its key renewed once, and many after it. */
  @BeforeEach
  void aLongHistory() {
    opened = Optional.of(new Floor(dir));
    certified("000001", Board.number(1), KEY);
    certified("000001", Board.number(1), RENEWED_KEY);
    for (int i = 2; i <= 40; i++) {
      floor().provision("d" + i, Board.number(i));
    }
    floor().clock.advance(Duration.ofDays(3000));
    close();
    opened = Optional.of(new Floor(dir));
  }

  @AfterEach
  void close() {
    opened.ifPresent(Floor::close);
  }

  private Floor floor() {
    return opened.orElseThrow();
  }

  private void certified(String serial, Board board, Bytes key) {
    Begin.Begun begun = floor().begin("A", serial, board);
    assertThat(certify(begun, board, key)).isEmpty();
    Passed unused = floor().journal.pass(begun.run(), Floor.green(board));
  }

  private Optional<Clash> certify(Begin.Begun begun, Board board, Bytes key) {
    return floor()
        .journal
        .certified(
            begun.run(),
            new Recognised(board.hardware(), Optional.of(key), OptionalLong.empty()),
            new IssuedCertificate(
                "c0ffee", floor().clock.instant(), floor().clock.instant(), Bytes.ofHex("3082")));
  }

  private Problem refused(Claim claim) {
    RunIntent like = floor().intent("B", "000099", Board.number(99));
    Begin answer =
        floor()
            .journal
            .begin(new RunIntent(like.start(), claim, like.irreversibleSteps(), like.record()));
    assertThat(answer).isInstanceOf(Begin.Refused.class);
    return ((Begin.Refused) answer).problem();
  }

  private static void namesTheFirst(Problem problem, String code) {
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
    assertThat(problem.sentence())
        .contains("belongs to serial 000001 (registration ID press-000001");
    assertThat(problem.action()).contains("birthmark void 000001");
  }

  @Test
  void theSerial() {
    namesTheFirst(
        refused(Claim.ofTpm("000001", "press-other", Board.number(99).ek())), "duplicate.serial");
  }

  @Test
  void theRegistrationIdInWhateverCase() {
    namesTheFirst(
        refused(Claim.ofTpm("000099", "PRESS-000001", Board.number(99).ek())),
        "duplicate.registration-id");
  }

  @Test
  void theEndorsementKey() {
    Hardware first = Board.number(1).hardware();
    namesTheFirst(refused(Claim.of("000099", "press-000099", first)), "duplicate.ek");
  }

  @Test
  void theCertifiedKeyAndTheOneBeforeIt() {
    for (Bytes key : List.of(RENEWED_KEY, KEY)) {
      Board copy = Board.number(99);
      Begin.Begun begun = floor().begin("B", "000099", copy);
      namesTheFirst(certify(begun, copy, key).orElseThrow().problem(), "duplicate.key");
      assertThat(floor().devices.history("000099").get(0).certificates())
          .as("it goes nowhere")
          .isEmpty();
    }
  }

  @Test
  void voidFreesAllFourAndTheHistoryStays() {
    assertThat(floor().journal.voidDevice("000001", "scrap", "bert"))
        .isInstanceOf(Voiding.Voided.class);

    Begin.Begun begun = floor().begin("B", "000001", Board.number(99));
    assertThat(certify(begun, Board.number(99), KEY)).isEmpty();
    assertThat(floor().begin("A", "000002", Board.number(1)).continued()).isFalse();
    assertThat(floor().devices.history("000001")).hasSize(2);
    assertThat(floor().devices.history("000001").get(0).certificates()).hasSize(2);
  }
}
