package io.birthmark.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DESTROYABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_DEVICE_REMOVED;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.simulated.SoftToken;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that ends in the middle, at every call there is, and the run after it. */
class CutOffTest {
  /** A module lets go of a session whose token was pulled. */
  private static final Set<String> LETTING_GO = Set.of("C_CloseSession", "C_FindObjectsFinal");

  private final TokenLine line = new TokenLine();

  @AfterEach
  void clear() {
    line.close();
  }

  /** A token of before PKCS#11 v2.40, whose objects can all be destroyed. */
  private static PKCS11 oldToken() {
    return Tap.onSoftHsm(
        (function, arguments, onward) -> {
          if (function.equals("C_CreateObject")
              && Arrays.stream((CK_ATTRIBUTE[]) arguments[1])
                  .anyMatch(a -> a.type == CKA_DESTROYABLE)) {
            throw new PKCS11Exception(CKR_ATTRIBUTE_TYPE_INVALID);
          }
          return onward.call();
        });
  }

  /** After so many calls the token is gone; the last one's answer is lost. */
  private static PKCS11 dyingAfter(int calls, PKCS11 functions, Predicate<String> counted) {
    AtomicInteger called = new AtomicInteger();
    return Tap.on(
        functions,
        (function, arguments, onward) -> {
          if (called.get() >= calls && !LETTING_GO.contains(function)) {
            throw new PKCS11Exception(CKR_DEVICE_REMOVED);
          }
          Object answer = onward.call();
          if (counted.test(function) && called.incrementAndGet() >= calls) {
            throw new PKCS11Exception(CKR_DEVICE_REMOVED);
          }
          return answer;
        });
  }

  private record Job(
      Attestation attestation,
      String serial,
      PKCS11 functions,
      Pkcs11Settings settings,
      Predicate<String> counted) {

    Job onlyChanges() {
      return new Job(attestation, serial, functions, settings, Tap.CHANGING::contains);
    }

    Contents run(TokenLine line, PKCS11 through) {
      try (Pkcs11Element element = TokenLine.connect(through, settings)) {
        return line.provision(element, attestation, serial, KeyKind.P256, voided -> true);
      }
    }

    int calls(TokenLine line) {
      AtomicInteger calls = new AtomicInteger();
      Contents unused =
          run(
              line,
              Tap.on(
                  functions,
                  (function, arguments, onward) -> {
                    if (counted.test(function)) {
                      calls.incrementAndGet();
                    }
                    return onward.call();
                  }));
      return calls.get();
    }
  }

  private static Job job(Attestation attestation, String serial, PKCS11 functions) {
    return new Job(attestation, serial, functions, TokenLine.settings(), function -> true);
  }

  /** Cuts the job at each of its calls, on a new copy of {@code model} each time. */
  private void everyCutHeals(Job job, SoftToken model) {
    line.copyOf(model);
    int all = job.calls(line);
    assertThat(all).isGreaterThan(1);
    for (int calls = 1; calls <= all; calls++) {
      SoftToken token = line.copyOf(model);
      String code;
      try {
        Contents unused = job.run(line, dyingAfter(calls, job.functions(), job.counted()));
        code = "went through";
      } catch (ElementException e) {
        code = e.problem().code();
      }
      assertThat(code)
          .as("cut after %d", calls)
          .isIn(
              "pkcs11.token-gone", "pkcs11.token-absent", "pkcs11.module-refused", "went through");
      SoftToken back = line.again(token);
      Contents contents = job.run(line, job.functions());
      assertThat(contents.record().serial()).as("cut after %d", calls).isEqualTo(job.serial());
      oneOfEach(back, job, calls);
    }
  }

  private void oneOfEach(SoftToken token, Job job, int calls) {
    String objects = line.tool(token, "$P11 -O --login --pin " + TokenLine.PIN + " 2>&1");
    boolean symmetric = job.attestation() == Attestation.SYMMETRIC_KEY;
    assertThat(count(objects, "Private Key Object"))
        .as("cut after %d", calls)
        .isEqualTo(symmetric ? 0 : 1);
    assertThat(count(objects, "Public Key Object"))
        .as("cut after %d", calls)
        .isEqualTo(symmetric ? 0 : 1);
    assertThat(count(objects, "Certificate Object"))
        .as("cut after %d", calls)
        .isEqualTo(symmetric ? 0 : 3);
    assertThat(count(objects, "Secret Key Object"))
        .as("cut after %d", calls)
        .isEqualTo(symmetric ? 1 : 0);
    assertThat(count(objects, "Data object")).as("cut after %d", calls).isEqualTo(1);
    assertThat(objects).as("cut after %d", calls).doesNotContain("-new");
  }

  private static int count(String text, String what) {
    return (text.length() - text.replace(what, "").length()) / what.length();
  }

  @Test
  void afterACutAtAnyCallOfAFirstRunTheNextRunEndsWell() {
    Job job = job(Attestation.X509, "000430", Tap.softHsm());
    everyCutHeals(job, line.newToken());
  }

  @Test
  void afterACutAtAnyChangeOfASymmetricKeysRunTheNextRunEndsWell() {
    Job job = job(Attestation.SYMMETRIC_KEY, "000431", Tap.softHsm());
    everyCutHeals(job.onlyChanges(), line.newToken());
  }

  @Test
  void afterACutAtAnyChangeOfAReplacementTheNextRunEndsWell() {
    PKCS11 old = oldToken();
    SoftToken model = line.newToken();
    Contents first = job(Attestation.X509, "000432", old).run(line, old);
    assertThat(first.record().serial()).isEqualTo("000432");
    everyCutHeals(job(Attestation.X509, "000433", old).onlyChanges(), model);
    everyCutHeals(job(Attestation.SYMMETRIC_KEY, "000434", old).onlyChanges(), model);
  }

  @Test
  void afterACutAtAnyChangeOfAnInitialisationTheNextRunEndsWell() {
    Job job =
        new Job(
            Attestation.X509,
            "000435",
            Tap.softHsm(),
            TokenLine.settings(
                new PinPolicy.OneForAll(() -> TokenLine.secret(TokenLine.PIN)),
                TokenLine.initialising()),
            Set.of("C_InitToken", "C_InitPIN", "C_GenerateKeyPair", "C_CreateObject")::contains);
    for (int calls = 1; calls <= 4; calls++) {
      SoftToken token = line.blankToken();
      assertThat(TokenLine.problemOf(cut(job, calls)).code()).isEqualTo("pkcs11.token-gone");
      SoftToken back = line.again(token);
      Contents contents = job.run(line, job.functions());
      assertThat(contents.record().serial()).isEqualTo("000435");
      oneOfEach(back, job, calls);
    }
  }

  private Runnable cut(Job job, int calls) {
    return () -> {
      Contents unused = job.run(line, dyingAfter(calls, job.functions(), job.counted()));
    };
  }
}
