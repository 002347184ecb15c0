package io.birthmark.hsm.pkcs11.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Tokens that come and go behind SoftHSM's module, which looks for them only when it starts. */
class HotPlugTest {
  private static final Pkcs11Module MODULE = Pkcs11Module.at(TokenReader.module());

  @TempDir Path folder;
  private TokenReader reader;

  @BeforeEach
  void plugReaderIn() throws Exception {
    reader = TokenReader.in(folder.resolve("reader"));
  }

  static SecretBytes pin(String pin) {
    return SecretBytes.taking(pin.getBytes(StandardCharsets.UTF_8));
  }

  private static Access device(TokenChoice choice, Duration patience) {
    return new Access(Owner.DEVICE, choice, false, List.of(), Duration.ofSeconds(30), patience);
  }

  private static Access labelled(String label) {
    return device(new TokenChoice.ByLabel(label), Duration.ofMillis(200));
  }

  private SoftToken token(String label) throws Exception {
    return SoftToken.make(folder.resolve(label), label, "1234", "12345678");
  }

  private static String codeOf(Runnable talk) {
    try {
      talk.run();
    } catch (ElementException e) {
      return e.problem().code();
    }
    return "it went through";
  }

  @Test
  void aTokenThatComesAfterTheStartIsFound() throws Exception {
    assertThat(codeOf(() -> MODULE.connect(labelled("late")).close()))
        .isEqualTo("pkcs11.token-absent");
    try (SoftToken late = token("late").plugIn(reader);
        Token token = MODULE.connect(labelled("late"))) {
      assertThat(token.facts().label()).isEqualTo("late");
      assertThat(late.folder()).isDirectory();
    }
  }

  @Test
  void aGlanceTellsWhatTheModuleShowsAndNeverStartsItAnew() throws Exception {
    assertThat(codeOf(() -> MODULE.connect(labelled("device")).close()))
        .isEqualTo("pkcs11.token-absent");
    assertThat(MODULE.shows(labelled("device"))).contains(false);
    try (SoftToken device = token("device").plugIn(reader)) {
      assertThat(device.folder()).isDirectory();
      assertThat(MODULE.shows(labelled("device"))).contains(false);
      MODULE.connect(labelled("device")).close();
      assertThat(MODULE.shows(labelled("device"))).contains(true);
    }
  }

  @Test
  void aTokenThatIsPulledIsGoneAndOneThatComesBackIsFoundAgain() throws Exception {
    try (SoftToken device = token("device").plugIn(reader)) {
      try (Token token = MODULE.connect(labelled("device"));
          TokenSession session = token.openSession()) {
        session.login(pin("1234"));
        SoftToken unused = device.pull();
        assertThat(
                codeOf(
                    () ->
                        session.create(
                            new Attributes()
                                .number(PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_DATA)
                                .flag(PKCS11Constants.CKA_TOKEN, true)
                                .text(PKCS11Constants.CKA_LABEL, "x"))))
            .isEqualTo("pkcs11.token-gone");
      }
      assertThat(codeOf(() -> MODULE.connect(labelled("device")).close()))
          .isEqualTo("pkcs11.token-absent");
      SoftToken unused = device.plugIn(reader);
      MODULE.connect(labelled("device")).close();
    }
  }

  @Test
  void anotherTokenOfTheSameLabelIsFoundInPlaceOfTheFirst() throws Exception {
    try (SoftToken first = SoftToken.make(folder.resolve("1"), "device", "1234", "12345678");
        SoftToken second = SoftToken.make(folder.resolve("2"), "device", "1234", "12345678")) {
      String serial;
      first.plugIn(reader);
      try (Token token = MODULE.connect(labelled("device"))) {
        serial = token.facts().serial();
      }
      first.pull();
      second.plugIn(reader);
      try (Token token = MODULE.connect(labelled("device"))) {
        assertThat(token.facts().serial()).isNotEqualTo(serial);
      }
      first.plugIn(reader);
      MODULE.lookAfresh();
      assertThatThrownBy(() -> MODULE.connect(labelled("device")).close())
          .isInstanceOf(ElementException.class)
          .hasMessageStartingWith("pkcs11.token-ambiguous: There is more than one")
          .hasMessageContaining(serial);
    }
  }

  @Test
  void whileAnotherRunHoldsTheModuleANewTokenIsWaitedForAndTheOtherRunGoesOn() throws Exception {
    try (SoftToken one = token("one").plugIn(reader);
        Token held = MODULE.connect(labelled("one"));
        TokenSession session = held.openSession()) {
      session.login(pin("1234"));
      try (SoftToken two = token("two").plugIn(reader)) {
        assertThat(codeOf(() -> MODULE.connect(labelled("two")).close()))
            .isEqualTo("pkcs11.module-busy");
        assertThat(two.folder()).isDirectory();
        assertThat(session.find(new Attributes())).isEmpty();
      }
      assertThat(one.folder()).isDirectory();
    }
  }

  @Test
  void whoWaitsToSeeANewTokenGetsHisTurnAndTheStationsHsmWaitsForNobody() throws Exception {
    try (SoftToken hsm = token("hsm").plugIn(reader);
        SoftToken one = token("one").plugIn(reader)) {
      MODULE.lookAfresh();
      Token held = MODULE.connect(labelled("one"));
      try (SoftToken two = token("two").plugIn(reader)) {
        CompletableFuture<String> waiting = connecting("two");
        CompletableFuture<String> behind = connecting("one");
        // The run that is going on asks the HSM, whoever waits.
        for (int i = 0; i < 20; i++) {
          MODULE
              .connect(
                  Access.ofStation(
                      new TokenChoice.ByLabel("hsm"),
                      Duration.ofSeconds(30),
                      Duration.ofMillis(200)))
              .close();
        }
        assertThat(waiting).isNotDone();
        held.close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("two");
        assertThat(behind.get(60, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(List.of(hsm.folder(), one.folder(), two.folder())).doesNotHaveDuplicates();
      }
    }
  }

  private static CompletableFuture<String> connecting(String label) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Token found =
              MODULE.connect(device(new TokenChoice.ByLabel(label), Duration.ofSeconds(60)))) {
            return found.facts().label();
          }
        },
        work -> new Thread(work).start());
  }

  @Test
  void theStationsHsmIsFoundAgainWithoutARestart() throws Exception {
    Access access =
        Access.ofStation(
            new TokenChoice.ByLabel("hsm"), Duration.ofSeconds(30), Duration.ofMillis(200));
    try (SoftToken hsm = token("hsm").plugIn(reader);
        SoftToken one = token("one").plugIn(reader)) {
      MODULE.lookAfresh();
      try (Token held = MODULE.connect(labelled("one"))) {
        SoftToken unused = hsm.pull();
        assertThat(codeOf(() -> MODULE.connect(access).close())).isEqualTo("hsm.token-absent");
        SoftToken back = hsm.plugIn(reader);
        assertThat(List.of(back.folder(), one.folder())).doesNotHaveDuplicates();
        assertThat(held.facts().label()).isEqualTo("one");
      }
      MODULE.connect(access).close();
    }
  }
}
