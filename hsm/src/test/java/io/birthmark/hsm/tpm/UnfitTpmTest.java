package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tss.tpm.TPM_CC;

/** TPMs that must not be provisioned as they are: told before anything is written. */
class UnfitTpmTest {
  private static final Line LINE = new Line();

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  private static Identification.Unfit unfit(TpmElement element) {
    Identification identification = element.identify();
    if (identification instanceof Identification.Unfit unfit) {
      assertThat(unfit.problem().fault()).isEqualTo(Problem.Fault.DEVICE);
      assertThat(element.cost().commands())
          .doesNotContainKeys("CreatePrimary", "EvictControl", "NV_DefineSpace", "NV_Write");
      return unfit;
    }
    throw new AssertionError(identification);
  }

  @Test
  void inLockout() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c");
      Tools.run(
          tpm,
          "tpm2_nvdefine -Q -C o 0x01800200 -s 8 -p right -a 'authread|authwrite'; for i in 1 2 3 4"
              + " 5; do tpm2_nvwrite -Q -P wrong 0x01800200 -i- <<<x 2>/dev/null || true; done");
      try (TpmElement element = LINE.connect(tpm)) {
        Identification.Unfit unfit = unfit(element);
        assertThat(unfit.problem().code()).isEqualTo("tpm.lockout");
        assertThat(unfit.facts()).containsEntry("lockout", "yes");
      }
    }
  }

  @Test
  void withAnOwnerPassword() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c; tpm2_changeauth -Q -c o secret");
      try (TpmElement element = LINE.connect(tpm)) {
        Identification.Unfit unfit = unfit(element);
        assertThat(unfit.problem().code()).isEqualTo("tpm.password-set");
        assertThat(unfit.problem().sentence()).contains("owner").doesNotContain("secret");
        assertThat(unfit.facts()).containsEntry("ownerPassword", "set");
      }
    }
  }

  @Test
  void withAnEndorsementPassword() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c; tpm2_changeauth -Q -c e secret");
      try (TpmElement element = LINE.connect(tpm)) {
        Identification.Unfit unfit = unfit(element);
        assertThat(unfit.problem().code()).isEqualTo("tpm.password-set");
        assertThat(unfit.problem().sentence()).contains("endorsement");
      }
    }
  }

  @Test
  void withTheOwnerHierarchyOff() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c; tpm2_hierarchycontrol -C p shEnable clear");
      try (TpmElement element = LINE.connect(tpm)) {
        Identification.Unfit unfit = unfit(element);
        assertThat(unfit.problem().code()).isEqualTo("tpm.hierarchy-off");
        assertThat(unfit.problem().sentence()).contains("owner");
      }
    }
  }

  @Test
  void withTheEndorsementHierarchyOff() {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(tpm, "tpm2_startup -c; tpm2_hierarchycontrol -C p ehEnable clear");
      try (TpmElement element = LINE.connect(tpm)) {
        Identification.Unfit unfit = unfit(element);
        assertThat(unfit.problem().code()).isEqualTo("tpm.hierarchy-off");
        assertThat(unfit.problem().sentence()).contains("endorsement");
      }
    }
  }

  /** swtpm cannot keep its state, and says so as a broken chip does. */
  @Test
  void inFailureModeAtItsStart() throws Exception {
    try (SoftwareTpm tpm = brokenTpm();
        TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.brokenOff(element::identify)).isEqualTo("tpm.failure-mode");
    }
  }

  @Test
  void inFailureModeSinceItsStart() throws Exception {
    try (SoftwareTpm tpm = brokenTpm()) {
      Tools.run(tpm, "tpm2_startup -c 2>/dev/null || true");
      try (TpmElement element = LINE.connect(tpm)) {
        Identification.Unfit unfit = unfit(element);
        assertThat(unfit.problem().code()).isEqualTo("tpm.failure-mode");
        assertThat(unfit.facts()).containsKey("manufacturer");
      }
    }
  }

  private static SoftwareTpm brokenTpm() throws IOException {
    SoftwareTpm tpm = LINE.copy();
    Path unused = Files.move(tpm.state(), Path.of(tpm.state() + "-gone"));
    return tpm;
  }

  @Test
  void aTpm12() {
    try (SoftwareTpm tpm = LINE.copy();
        TpmElement element =
            LINE.connect(
                new Tap(
                    Line.open(tpm),
                    // Its response tag and TPM_BADTAG: the command's tag is unknown to it.
                    (number, command, onward) ->
                        new byte[] {0x00, (byte) 0xC4, 0, 0, 0, 10, 0, 0, 0, 0x1E}))) {
      assertThat(Line.brokenOff(element::identify)).isEqualTo("tpm.refused-command");
      assertThat(Line.problemOf(element::identify).sentence()).contains("a TPM 1.2?");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x2C4, tpm.no-rsa, TPM_RC_VALUE",
    "0x2C7, tpm.no-rsa, TPM_RC_KEY_SIZE",
    "0x902, tpm.refused-command, no free slot",
    "0x101, tpm.failure-mode, failure mode",
    "0x921, tpm.lockout, lockout",
    "0x185, tpm.hierarchy-off, owner",
    "0x9A2, tpm.password-set, owner"
  })
  void aRefusedKeyIsToldAsWhatItIs(String code, String problem, String told) {
    try (SoftwareTpm tpm = LINE.copy();
        TpmElement element =
            LINE.connect(
                new Tap(
                    Line.open(tpm),
                    (number, command, onward) ->
                        Tap.code(command) == TPM_CC.CreatePrimary.toInt()
                            ? Tap.refusal(Integer.decode(code))
                            : onward.send(command)))) {
      Problem found = Line.problemOf(() -> Line.provision(element, Line.record("000431")));
      assertThat(found.code()).isEqualTo(problem);
      assertThat(found.sentence()).contains(told);
    }
  }

  @Test
  void anIdentityThatIsAlreadyInsideIsTold() {
    try (SoftwareTpm tpm = LINE.copy()) {
      IdentityRecord record = Line.record("000430");
      try (TpmElement element = LINE.connect(tpm)) {
        Line.provision(element, record);
      }
      try (TpmElement element = LINE.connect(tpm)) {
        assertThat(Line.fit(element).record()).contains(record);
      }
    }
  }
}
