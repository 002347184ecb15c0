package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How a device is left, so that it may be pulled. */
class LeavingTest {
  private static final Line LINE = new Line();

  /** Uses a key that dictionary attacks are counted for, with its right password. */
  private static final String USE_A_PROTECTED_KEY =
      "tpm2_createprimary -Q -C o -G ecc256 -p right -c $d/da.ctx -a"
          + " 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|decrypt';"
          + " tpm2_create -Q -C $d/da.ctx -P right -u $d/da.pub -r $d/da.priv;"
          + " tpm2_flushcontext -t";

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  private static String variables(SoftwareTpm tpm) {
    return Tools.run(tpm, "tpm2_getcap properties-variable");
  }

  private static String line(String name, SoftwareTpm tpm) {
    return variables(tpm)
        .lines()
        .filter(line -> line.contains(name))
        .map(line -> line.replaceAll("\\s+", " ").strip())
        .findFirst()
        .orElseThrow();
  }

  private static void useAProtectedKey(SoftwareTpm tpm) {
    Tools.run(tpm, "d=" + tpm.state() + "; " + USE_A_PROTECTED_KEY);
  }

  private static void pull(SoftwareTpm tpm) throws Exception {
    tpm.powerCycle();
    Tools.run(tpm, "tpm2_startup -c");
  }

  @Test
  void pullingItAfterwardsIsOrderlyAndDoesNotCountTowardsLockout() throws Exception {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c");
      useAProtectedKey(tpm);
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, Line.record("000490"));
      }
      pull(tpm);
      assertThat(line("orderly", tpm)).isEqualTo("orderly: 1");
      assertThat(line("LOCKOUT_COUNTER", tpm)).endsWith(": 0x0");
    }
  }

  @Test
  void pullingItBeforeIsNotOrderlyAndCounts() throws Exception {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c");
      useAProtectedKey(tpm);
      TpmTransport transport = Line.open(tpm);
      Line.provision(LINE.connect(transport), Line.record("000491"));
      transport.close();
      pull(tpm);
      assertThat(line("orderly", tpm)).isEqualTo("orderly: 0");
      assertThat(line("LOCKOUT_COUNTER", tpm)).endsWith(": 0x1");
      try (TpmElement element = LINE.connect(tpm)) {
        assertThat(Line.fit(element).facts())
            .containsEntry("lastShutdown", "not orderly")
            .containsEntry("lockoutCounter", "1");
      }
    }
  }

  @Test
  void anUnfitDeviceIsLeftInOrderToo() throws Exception {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c; tpm2_changeauth -Q -c e secret");
      useAProtectedKey(tpm);
      try (TpmElement element = LINE.connect(tpm)) {
        assertThat(Line.problemCode(element.identify())).isEqualTo("tpm.password-set");
      }
      pull(tpm);
      assertThat(line("orderly", tpm)).isEqualTo("orderly: 1");
      assertThat(line("LOCKOUT_COUNTER", tpm)).endsWith(": 0x0");
    }
  }

  @Test
  void nothingStaysLoaded() {
    try (SoftwareTpm tpm = LINE.bareCopy()) {
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, Line.record("000492"));
      }
      assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
      assertThat(Tools.run(tpm, "tpm2_getcap handles-loaded-session")).isEmpty();
    }
  }

  @Test
  void whatOthersLeftLoadedIsThrownOutFirst() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(
          tpm,
          "tpm2_startup -c; cd "
              + tpm.state()
              + "; for i in 1 2 3; do tpm2_createprimary -Q -C o -G ecc256 -c $i.ctx; done;"
              + " tpm2_startauthsession -Q --policy-session -S s1; ");
      assertThat(Tools.run(tpm, "tpm2_getcap handles-transient").lines()).hasSize(3);
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, Line.record("000493"));
      }
      assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
    }
  }

  @Test
  void closingTwiceIsClosingOnce() {
    try (SoftwareTpm tpm = LINE.copy()) {
      TpmElement element = LINE.connect(tpm);
      Line.fit(element);
      element.close();
      element.close();
      assertThat(element.cost().commands()).containsEntry("Shutdown", 1);
    }
  }

  @Test
  void aDeviceThatWasNeverAskedIsNotToldAnything() {
    try (SoftwareTpm tpm = LINE.copy()) {
      TpmElement element = LINE.connect(tpm);
      element.close();
      assertThat(element.cost().total()).isZero();
    }
  }

  @Test
  void aDeviceThatWentIsNotWaitedForAgain() {
    try (SoftwareTpm tpm = LINE.copy()) {
      TpmElement element =
          LINE.connect(
              new Tap(
                  Line.open(tpm),
                  (number, command, onward) -> {
                    if (number == 13) {
                      tpm.powerOff();
                    }
                    return onward.send(command);
                  }));
      assertThat(Line.brokenOff(() -> Line.provision(element, Line.record("000494"))))
          .isEqualTo("tpm.gone");
      int sent = element.cost().total();
      element.close();
      assertThat(sent).isEqualTo(13);
      assertThat(element.cost().total()).isEqualTo(sent);
    }
  }

  @Test
  void standardOutputStaysCleanAlsoWhenTheTpmRefuses() {
    PrintStream before = System.out;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
    try (SoftwareTpm tpm = LINE.copy();
        TpmElement element =
            LINE.connect(
                new Tap(
                    Line.open(tpm),
                    (number, command, onward) ->
                        number == 15 ? Tap.refusal(0x9A2) : onward.send(command)))) {
      Line.problemOf(() -> Line.provision(element, Line.record("000495")));
    } finally {
      System.setOut(before);
    }
    assertThat(told.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
