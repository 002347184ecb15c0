package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Behind a slot there is no firmware that would start the TPM. */
class StartupTest {
  private static final Line LINE = new Line();

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @Test
  void aTpmThatNobodyStartedIsStarted() {
    try (SoftwareTpm tpm = LINE.copy();
        TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.fit(element).facts()).containsKey("manufacturer");
      assertThat(element.cost().commands()).containsEntry("Startup", 1);
    }
  }

  @Test
  void aTpmThatRunsIsNotStartedAgain() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c");
      try (TpmElement element = LINE.connect(tpm)) {
        assertThat(Line.fit(element).facts()).containsKey("manufacturer");
        assertThat(element.cost().commands()).doesNotContainKey("Startup");
      }
    }
  }

  @Test
  void aTpmThatRefusesItForAnotherReasonIsNotStarted() {
    try (SoftwareTpm tpm = LINE.copy();
        TpmElement element =
            LINE.connect(
                new Tap(
                    Line.open(tpm),
                    (number, command, onward) -> Tap.refusal(0x101 /* FAILURE */)))) {
      assertThat(Line.brokenOff(element::identify)).isEqualTo("tpm.failure-mode");
      assertThat(element.cost().commands()).doesNotContainKey("Startup");
    }
  }
}
