package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The other side: what a device finds in its own TPM at first boot. */
class DeviceTpmTest {
  private static final Line LINE = new Line();
  private static final IdentityRecord RECORD = Line.record("000520");

  private SoftwareTpm tpm;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @BeforeEach
  void switchOn() {
    tpm = LINE.copy();
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  private void provision() {
    try (TpmElement element = LINE.connect(tpm)) {
      Line.provision(element, RECORD);
    }
  }

  @Test
  void theRecordIsThereAfterPowerOff() throws Exception {
    provision();
    tpm.powerCycle();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).contains(RECORD);
    }
  }

  @Test
  void withoutAnIdentityThereIsNoRecord() {
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).isEmpty();
    }
  }

  @Test
  void anIndexThatWasNeverWrittenHoldsNoRecord() {
    Tools.run(
        tpm, "tpm2_startup -c; tpm2_nvdefine -Q -C o -s 8 -a 'ownerwrite|authread' 0x01800100");
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(device.record()).isEmpty();
    }
  }

  @Test
  void aChallengeThatIsGarbageIsTold() {
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      for (String hex : new String[] {"", "00", "0000", "0044ffff", "ff".repeat(700)}) {
        assertThat(Line.brokenOff(() -> device.activate(Bytes.ofHex(hex))))
            .as(hex)
            .isEqualTo("tpm.bad-challenge");
      }
    }
  }

  @Test
  void aChallengeForAnotherDeviceIsNotOpenedAndLeavesNothingLoaded() {
    provision();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(Line.brokenOff(() -> device.activate(Bytes.of(HostileTpmTest.challenge()))))
          .isIn("tpm.proof-failed", "tpm.refused-command");
    }
    assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
    assertThat(Tools.run(tpm, "tpm2_getcap handles-loaded-session")).isEmpty();
  }

  @Test
  void withoutAKeyOfTheServiceNothingIsSigned() {
    provision();
    try (DeviceTpm device = new DeviceTpm(Line.open(tpm))) {
      assertThat(Line.brokenOff(() -> device.signForService(Bytes.EMPTY))).isEqualTo("tpm.no-key");
    }
  }
}
