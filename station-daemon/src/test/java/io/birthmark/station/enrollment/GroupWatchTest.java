package io.birthmark.station.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.HostileService.Fault;
import io.birthmark.station.journal.EnrollmentState;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.GroupKind;
import io.birthmark.station.journal.GroupRow;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.pulse.Pulse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupWatchTest {
  private static final Logger LOG = Logger.getLogger("io.birthmark.station.enrollment");
  private static final GroupAnswer AWAY =
      new NoAnswer.Unavailable(HostileService.TROUBLE, true, Optional.empty());

  @TempDir Path dir;
  private Optional<Floor> opened = Optional.empty();
  private final HostileService service = new HostileService();
  private final List<GroupWanted> asked = new ArrayList<>();
  private final Deque<GroupAnswer> answers = new ArrayDeque<>();
  private GroupAnswer usual = new GroupAnswer.Verified();
  private Optional<Problem> hsmTrouble = Optional.empty();

  @BeforeAll
  static void hush() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(Level.WARNING);
  }

  @BeforeEach
  void open() {
    opened = Optional.of(new Floor(dir));
  }

  @AfterEach
  void close() {
    opened.ifPresent(Floor::close);
  }

  private Floor floor() {
    return opened.orElseThrow();
  }

  private Groups groups() {
    return new Groups(floor().database);
  }

  private GroupAnswer answer(GroupWanted wanted) {
    asked.add(wanted);
    GroupAnswer next = answers.poll();
    return next == null ? usual : next;
  }

  private CertificateChain issuer() {
    hsmTrouble.ifPresent(
        problem -> {
          throw ElementException.passing(problem);
        });
    return new CertificateChain(List.of(Bytes.ofHex("3001"), Bytes.ofHex("3002")));
  }

  private SecretBytes derived(String group, String text) {
    hsmTrouble.ifPresent(
        problem -> {
          throw ElementException.passing(problem);
        });
    return SecretBytes.taking((group + "|" + text).getBytes(StandardCharsets.UTF_8));
  }

  private Uploader uploader() {
    return new Uploader(
        floor().queue,
        service,
        this::derived,
        new GroupWatch(
            groups(),
            this::answer,
            List.of(WatchedGroup.ofCertificates("line3", this::issuer, Optional.empty()))),
        Optional::empty,
        UploadRules.ofShare(60_000),
        floor().clock,
        new Random(20261123),
        Pulse.unwatched());
  }

  private void member(int number) {
    floor()
        .journal
        .pass(
            floor().begin("A", "g" + number, Board.number(1000 + number)).run(),
            new PassResult(
                Floor.STEPS,
                Floor.COST,
                Optional.of(new Proof(Attestation.X509, Bytes.ofHex("3082"))),
                Optional.of(new Membership("line3", true))));
  }

  private void individual(int number) {
    floor()
        .journal
        .pass(
            floor().begin("A", "k" + number, Board.number(2000 + number)).run(),
            new PassResult(
                Floor.STEPS,
                Floor.COST,
                Optional.of(new Proof(Attestation.SYMMETRIC_KEY, Bytes.EMPTY)),
                Optional.of(new Membership("line3-key", false))));
  }

  private void passTime(Uploader uploader, Duration time) {
    var end = floor().clock.instant().plus(time);
    while (floor().clock.instant().isBefore(end)) {
      Duration rest = uploader.step();
      floor().clock.advance(rest.isZero() ? Duration.ofMillis(1) : rest);
    }
  }

  private GroupRow row() {
    return groups().find("line3").orElseThrow();
  }

  private long uncovered() {
    return floor().queue.backlog().uncovered().devices();
  }

  @Test
  void aGroupIsVerifiedAtTheStartAndEveryHour() {
    Uploader uploader = uploader();

    uploader.step();

    assertThat(asked).hasSize(1);
    assertThat(row().coversSince()).contains(floor().clock.instant());

    passTime(uploader, Duration.ofHours(5).minusMinutes(1));

    assertThat(asked).hasSize(5);
  }

  @Test
  void aThousandDevicesOfAGroupMakeNoCallMore() {
    Uploader uploader = uploader();
    passTime(uploader, Duration.ofMinutes(1));
    long before = floor().database.commits();

    for (int i = 1; i <= 1000; i++) {
      member(i);
      uploader.step();
    }

    assertThat(asked).hasSize(1);
    assertThat(service.log).isEmpty();
    assertThat(uncovered()).isZero();
    assertThat(floor().database.commits() - before)
        .as("two commits a device, and none for the group")
        .isEqualTo(2000);
  }

  @Test
  void theGroupIsComparedWithTheWholeChainAboveADevice() {
    uploader().step();

    assertThat(asked)
        .containsExactly(
            new GroupWanted.OfCa(
                "line3", List.of(Bytes.ofHex("3001"), Bytes.ofHex("3002")), Optional.empty()));
  }

  @Test
  void aGroupDeletedWhileTheStationWasOfflineIsFoundAtReconnect() {
    Uploader uploader = uploader();
    member(1);
    passTime(uploader, Duration.ofMinutes(5));
    assertThat(uncovered()).isZero();
    // The network goes, which a device with an enrollment of its own finds out.
    service.weather = () -> Fault.AWAY;
    floor().provision("t1", Board.number(1));
    passTime(uploader, Duration.ofMinutes(10));
    assertThat(uploader.state().online()).isFalse();
    assertThat(row().coversSince()).as("what was known last stands").isPresent();
    usual = new GroupAnswer.Missing();

    service.weather = () -> Fault.NONE;
    passTime(uploader, Duration.ofMinutes(3));

    assertThat(uploader.state().online()).isTrue();
    assertThat(row().problem().orElseThrow().code()).isEqualTo("group.missing");
    assertThat(uncovered()).as("queued, not called covered").isEqualTo(1);
  }

  @Test
  void aLineWithNothingButAGroupFindsTheServiceAgainByItself() {
    Uploader uploader = uploader();
    usual = AWAY;
    member(1);
    passTime(uploader, Duration.ofMinutes(10));
    assertThat(uploader.state().online()).isFalse();
    assertThat(uncovered()).isEqualTo(1);
    assertThat(groups().objection("line3")).as("unknown does not stop the line").isEmpty();

    usual = new GroupAnswer.Verified();
    passTime(uploader, Duration.ofMinutes(2));

    assertThat(uploader.state().online()).isTrue();
    assertThat(uncovered()).isZero();
  }

  @Test
  void whatIsWrongStopsTheLineAndSaysWhatToDo() {
    usual = new GroupAnswer.Different(List.of(new Difference("attestation.type", "x509", "tpm")));
    Uploader uploader = uploader();

    uploader.step();

    Problem problem = groups().objection("line3").orElseThrow();
    assertThat(problem.code()).isEqualTo("group.different");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
    assertThat(problem.sentence()).contains("line3", "attestation.type is tpm there, x509 here");

    usual = new GroupAnswer.Disabled();
    passTime(uploader, Duration.ofMinutes(2));
    assertThat(groups().objection("line3").orElseThrow().code()).isEqualTo("group.disabled");

    usual = new GroupAnswer.Verified();
    passTime(uploader, Duration.ofMinutes(2));
    assertThat(groups().objection("line3")).as("mended within minutes, not hours").isEmpty();
  }

  @Test
  void withoutTheHsmNothingIsKnownAndWhatWasKnownStands() {
    Uploader uploader = uploader();
    member(1);
    uploader.step();
    hsmTrouble = Optional.of(HostileService.TROUBLE);

    passTime(uploader, Duration.ofHours(2));

    assertThat(row().coversSince()).isPresent();
    assertThat(uploader.state().online()).isTrue();
    assertThat(uncovered()).isZero();
  }

  @Test
  void aGroupThatGetsNoAnswerDoesNotStandInTheQueuesWay() {
    usual = AWAY;
    Uploader uploader = uploader();
    for (int i = 1; i <= 30; i++) {
      floor().provision("t" + i, Board.number(i));
    }

    passTime(uploader, Duration.ofMinutes(10));

    assertThat(service.stored).hasSize(30);
  }

  @Test
  void aPersonWhoAsksForAnUploadHasTheGroupsAskedNow() throws Exception {
    Uploader uploader = uploader();
    passTime(uploader, Duration.ofMinutes(1));

    uploader.drain(state -> {}, floor().clock.instant().plusSeconds(10));

    assertThat(asked).hasSize(2);
  }

  @Test
  void aDerivedKeyIsUploadedWithASecondOneThatIsNobodysAndBothAreWipedAfterTheCall() {
    List<SymmetricKeys> seen = new ArrayList<>();
    service.onCreate =
        enrollment -> {
          if (enrollment.attestation() instanceof DeviceAttestation.SymmetricKeyAttestation keys) {
            seen.add(new SymmetricKeys(keys, text(keys.primary()), text(keys.secondary())));
          }
        };
    individual(1);
    passTime(uploader(), Duration.ofMinutes(1));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).primary()).isEqualTo("line3-key|press-k1");
    assertThat(seen.get(0).secondary()).isEqualTo("line3-key|press-k1/secondary");
    assertThat(text(seen.get(0).keys().primary())).matches("\\x00+");
    assertThat(text(seen.get(0).keys().secondary())).matches("\\x00+");
  }

  private record SymmetricKeys(
      DeviceAttestation.SymmetricKeyAttestation keys, String primary, String secondary) {}

  private static String text(SecretBytes secret) {
    return secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void withoutTheHsmDerivedKeysWaitAndTheOthersGoOut() {
    hsmTrouble = Optional.of(HostileService.TROUBLE);
    Uploader uploader = uploader();
    individual(1);
    floor().provision("t1", Board.number(1));

    passTime(uploader, Duration.ofMinutes(5));

    assertThat(service.stored).containsOnlyKeys("press-t1");
    var waiting = floor().devices.bySerial("k1").orElseThrow().enrollment().orElseThrow();
    assertThat(waiting.state()).isEqualTo(EnrollmentState.QUEUED);
    assertThat(waiting.problem()).contains(HostileService.TROUBLE);
    assertThat(uploader.state().online()).isTrue();

    hsmTrouble = Optional.empty();
    passTime(uploader, Duration.ofMinutes(5));

    assertThat(service.stored).containsOnlyKeys("press-t1", "press-k1");
  }

  @Test
  void theKeyOfAGroupIsComparedWithoutLeavingTheHsm() {
    SecretBytes theirs = SecretBytes.taking("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    DerivedKeys sameKey = (group, text) -> Hmac.of("0123456789abcdef", text);
    DerivedKeys otherKey = (group, text) -> Hmac.of("0123456789abcdeX", text);

    assertThat(WatchedGroup.isTheKey("line3", sameKey, theirs)).isTrue();
    assertThat(WatchedGroup.isTheKey("line3", otherKey, theirs)).isFalse();
    assertThat(WatchedGroup.isTheKey("line3", sameKey, SecretBytes.taking(new byte[0]))).isFalse();
    assertThat(WatchedGroup.ofKey("line3", sameKey).kind()).isEqualTo(GroupKind.SYMMETRIC_KEY);
  }
}
