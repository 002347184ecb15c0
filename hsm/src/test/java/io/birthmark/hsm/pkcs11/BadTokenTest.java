package io.birthmark.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_USER_PIN_COUNT_LOW;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_USER_PIN_FINAL_TRY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_USER_PIN_LOCKED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_USER_PIN_TO_BE_CHANGED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_WRITE_PROTECTED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_EC_KEY_PAIR_GEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_DEVICE_MEMORY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_MECHANISM_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_EXPIRED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_PIN_LOCKED;

import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.simulated.SoftToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are not as they should be: each a problem with a name, and none a crash. */
class BadTokenTest {
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

  private static PKCS11 saying(UnaryOperator<CK_TOKEN_INFO> change) {
    return Tap.onSoftHsm(
        (function, arguments, onward) -> {
          Object answer = onward.call();
          return function.equals("C_GetTokenInfo") && answer instanceof CK_TOKEN_INFO info
              ? change.apply(info)
              : answer;
        });
  }

  private static PKCS11 flagged(long flag) {
    return saying(
        info -> {
          info.flags |= flag;
          return info;
        });
  }

  private static PKCS11 answering(String refusing, long value) {
    return Tap.onSoftHsm(
        (function, arguments, onward) -> {
          if (function.equals(refusing)) {
            throw new PKCS11Exception(value);
          }
          return onward.call();
        });
  }

  private Problem firstRun(PKCS11 functions) {
    return TokenLine.problemOf(
        () -> {
          try (Pkcs11Element element = TokenLine.connect(functions)) {
            Contents unused = line.provision(element, Attestation.X509, "000440");
          }
        });
  }

  private static void deviceProblem(Problem problem, String code) {
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
  }

  private static Pkcs11Settings withPin(String pin) {
    return TokenLine.settings(
        new PinPolicy.OneForAll(() -> TokenLine.secret(pin)), Optional.empty());
  }

  private static Identification identify(PKCS11 functions, Pkcs11Settings settings) {
    try (Pkcs11Element element = TokenLine.connect(functions, settings)) {
      return element.identify();
    }
  }

  @Test
  void aWrongPinIsTriedOnceAndNeverAgain() {
    AtomicInteger tries = new AtomicInteger();
    PKCS11 counting =
        Tap.onSoftHsm(
            (function, arguments, onward) -> {
              if (function.equals("C_Login")) {
                tries.incrementAndGet();
              }
              return onward.call();
            });
    Pkcs11Settings wrong = withPin("wrong-" + System.nanoTime());
    for (int run = 1; run <= 3; run++) {
      Problem problem = TokenLine.problemOf(() -> identify(counting, wrong));
      deviceProblem(problem, "pkcs11.pin-wrong");
      assertThat(problem.toString()).doesNotContain("wrong-");
    }
    assertThat(tries).hasValue(1);
    assertThat(identify(counting, withPin(TokenLine.PIN))).isInstanceOf(Identification.Fit.class);
    assertThat(tries).hasValue(2);
  }

  @Test
  void theLastTryIsNeverSpentAndALockedPinIsNotTried() {
    PKCS11 noLogin =
        Tap.on(
            flagged(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY),
            (function, arguments, onward) -> {
              assertThat(function).isNotEqualTo("C_Login");
              return onward.call();
            });
    deviceProblem(firstRun(noLogin), "pkcs11.pin-last-try");
    deviceProblem(firstRun(flagged(CKF_USER_PIN_LOCKED)), "pkcs11.pin-locked");
    deviceProblem(firstRun(answering("C_Login", CKR_PIN_LOCKED)), "pkcs11.pin-locked");
  }

  @Test
  void anExpiredPinIsSaidSo() {
    deviceProblem(firstRun(flagged(CKF_USER_PIN_TO_BE_CHANGED)), "pkcs11.pin-expired");
    deviceProblem(firstRun(answering("C_Login", CKR_PIN_EXPIRED)), "pkcs11.pin-expired");
  }

  @Test
  void aFullTokenAndAWriteProtectedOneAreSaidSo() {
    deviceProblem(firstRun(answering("C_CreateObject", CKR_DEVICE_MEMORY)), "pkcs11.token-full");
    deviceProblem(firstRun(flagged(CKF_WRITE_PROTECTED)), "pkcs11.write-protected");
  }

  @Test
  void aKeyThatTheTokenCannotMakeIsRefusedBeforeAnythingIsMade() {
    PKCS11 noCurves =
        Tap.onSoftHsm(
            (function, arguments, onward) -> {
              assertThat(Tap.CHANGING).doesNotContain(function);
              if (function.equals("C_GetMechanismInfo")
                  && arguments[1].equals(CKM_EC_KEY_PAIR_GEN)) {
                throw new PKCS11Exception(CKR_MECHANISM_INVALID);
              }
              return onward.call();
            });
    try (Pkcs11Element element = TokenLine.connect(noCurves)) {
      assertThat(plan(element, "000441")).isEqualTo("pkcs11.mechanism-missing");
    }
  }

  private String plan(Pkcs11Element element, String serial) {
    Identification.Fit unused = TokenLine.fit(element);
    IdentityRecord record = TokenLine.record(element, Attestation.X509, serial);
    return TokenLine.refusal(element.plan(line.wanted(record, KeyKind.P256, voided -> false)));
  }

  @Test
  void aTokenDoesNotProveItselfAsATpmDoes() {
    try (Pkcs11Element element = TokenLine.connect()) {
      Identification.Fit unused = TokenLine.fit(element);
      IdentityRecord record = TokenLine.record(element, Attestation.TPM, "000442");
      assertThat(
              TokenLine.refusal(element.plan(line.wanted(record, KeyKind.P256, voided -> false))))
          .isEqualTo("pkcs11.no-tpm-attestation");
    }
  }

  @Test
  void pulledInTheMiddleItIsGoneAndTheNextRunEndsWell() {
    try (Pkcs11Element element = TokenLine.connect()) {
      Identification.Fit unused = TokenLine.fit(element);
      IdentityRecord record = TokenLine.record(element, Attestation.X509, "000443");
      List<Step> steps =
          TokenLine.ready(element.plan(line.wanted(record, KeyKind.P256, voided -> false))).steps();
      line.carryOut(steps.get(0), record);
      pull();
      deviceProblem(
          TokenLine.problemOf(() -> line.carryOut(steps.get(1), record)), "pkcs11.token-gone");
    }
    SoftToken unused = line.again(token);
    try (Pkcs11Element element = TokenLine.connect()) {
      assertThat(line.provision(element, Attestation.X509, "000443").record().serial())
          .isEqualTo("000443");
    }
  }

  private void pull() {
    try {
      SoftToken unused = token.pull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void swappedBetweenTwoStepsItIsNoticedBeforeAnythingIsDoneToTheOther() {
    AtomicInteger swapped = new AtomicInteger();
    PKCS11 swapping =
        saying(
            info -> {
              if (swapped.get() > 0) {
                info.serialNumber = "0000000000000000".toCharArray();
              }
              return info;
            });
    try (Pkcs11Element element = TokenLine.connect(swapping)) {
      Identification.Fit unused = TokenLine.fit(element);
      IdentityRecord record = TokenLine.record(element, Attestation.X509, "000444");
      Plan.Ready plan =
          TokenLine.ready(element.plan(line.wanted(record, KeyKind.P256, voided -> false)));
      line.carryOut(plan.steps().get(0), record);
      swapped.set(1);
      deviceProblem(
          TokenLine.problemOf(() -> line.carryOut(plan.steps().get(1), record)),
          "pkcs11.token-swapped");
    }
  }

  @Test
  void theStationsOwnHsmIsNeverTakenForADevice() {
    Pkcs11Settings plain = TokenLine.settings();
    Pkcs11Settings own =
        new Pkcs11Settings(
            plain.token(),
            List.of(new TokenChoice.ByLabel(TokenLine.LABEL)),
            plain.pin(),
            plain.initialisation(),
            plain.limit(),
            plain.patience());
    Problem problem = TokenLine.problemOf(() -> TokenLine.connect(TokenLine.MODULE, own).close());
    assertThat(problem.code()).isEqualTo("pkcs11.own-hsm");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
  }

  @Test
  void aDriverThatDoesNotComeBackIsGivenUpAndTakesNobodyElseWithIt() {
    CountDownLatch stuck = new CountDownLatch(1);
    PKCS11 hanging =
        Tap.onSoftHsm(
            (function, arguments, onward) -> {
              if (function.equals("C_Login")) {
                stuck.await();
              }
              return onward.call();
            });
    Pkcs11Settings plain = TokenLine.settings();
    Pkcs11Settings impatient =
        new Pkcs11Settings(
            plain.token(),
            List.of(),
            plain.pin(),
            Optional.empty(),
            Duration.ofMillis(500),
            plain.patience());
    TokenLine.MODULE.connect(plain.access()).close();
    Pkcs11Module module = Pkcs11Module.speaking("a driver that hangs", hanging);
    assertThat(problemAt(module, impatient)).isEqualTo("pkcs11.silent");
    assertThat(problemAt(module, impatient)).isEqualTo("pkcs11.hanging");
    stuck.countDown();
  }

  private static String problemAt(Pkcs11Module module, Pkcs11Settings settings) {
    return TokenLine.problemOf(
            () -> {
              try (Pkcs11Element element = TokenLine.connect(module, settings)) {
                Identification unused = element.identify();
              }
            })
        .code();
  }

  @Test
  void twoTokensOfOneMakeAreTwoHardwares() {
    Bytes first;
    try (Pkcs11Element element = TokenLine.connect()) {
      first = TokenLine.fit(element).hardware().orElseThrow().sha256();
    }
    SoftToken unused = line.blankToken();
    try (Pkcs11Element element =
        TokenLine.connect(
            TokenLine.MODULE,
            TokenLine.settings(
                new PinPolicy.OneForAll(() -> TokenLine.secret(TokenLine.PIN)),
                TokenLine.initialising()))) {
      assertThat(TokenLine.fit(element).hardware()).isEmpty();
      Contents contents = line.provision(element, Attestation.X509, "000449");
      assertThat(contents.record().serial()).isEqualTo("000449");
      assertThat(TokenLine.fit(element).hardware().orElseThrow().sha256()).isNotEqualTo(first);
    }
  }
}
