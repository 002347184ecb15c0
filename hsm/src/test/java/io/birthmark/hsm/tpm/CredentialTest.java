package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_CC;
import tss.tpm.TPM_HANDLE;

/** The proof that EK and SRK sit in one TPM: only it opens a credential made for both. */
class CredentialTest {
  private static final Line LINE = new Line();
  private static final int SRK_AT = 10;
  private static final int SEED_FROM_END = 100;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @Test
  void tpm2ToolsOpenWhatWeSeal() throws IOException {
    try (SoftwareTpm tpm = LINE.copy()) {
      provision(tpm);
      String secret = HexFormat.of().formatHex(openedByOtherTools(tpm, nameOf(tpm, Handles.SRK)));
      // Each credential seals a fresh secret, 32 bytes long.
      assertThat(secret).hasSize(64);
      assertThat(openedByOtherTools(tpm, nameOf(tpm, Handles.SRK)))
          .isNotEqualTo(HexFormat.of().parseHex(secret));
    }
  }

  @Test
  void theNameIsTheOneThatTpm2ToolsCompute() {
    try (SoftwareTpm tpm = LINE.copy()) {
      provision(tpm);
      Path file = tpm.state().resolve("srk.name");
      byte[] name =
          Tools.bytes(tpm, "tpm2_readpublic -Q -c 0x81000001 -n " + file + "; cat " + file);
      assertThat(nameOf(tpm, Handles.SRK)).isEqualTo(name);
    }
  }

  @Test
  void aCredentialForAnotherKeysNameDoesNotOpen() {
    try (SoftwareTpm tpm = LINE.copy()) {
      provision(tpm);
      byte[] name = nameOf(tpm, Handles.SRK);
      name[20] ^= 1;
      assertThatThrownBy(() -> openedByOtherTools(tpm, name)).hasMessageContaining("integrity");
    }
  }

  /** tpm2_activatecredential with a credential of ours, in the tools' own file format. */
  private static byte[] openedByOtherTools(SoftwareTpm tpm, byte[] name) throws IOException {
    Credential credential =
        Credential.make(
            StorageKey.of(publicArea(tpm, Handles.EK_RSA)).orElseThrow(), name, new SecureRandom());
    byte[] idObject = credential.idObject().toBytes();
    byte[] seed = credential.encryptedSeed();
    ByteBuffer file = ByteBuffer.allocate(8 + 2 + idObject.length + 2 + seed.length);
    file.putInt(0xBADCC0DE).putInt(1);
    file.putShort((short) idObject.length).put(idObject).putShort((short) seed.length).put(seed);
    Files.write(tpm.state().resolve("credential"), file.array());
    byte[] opened =
        Tools.bytes(
            tpm,
            "cd "
                + tpm.state()
                + "; tpm2_startauthsession -Q --policy-session -S session; tpm2_policysecret -Q -S"
                + " session -c e; tpm2_activatecredential -Q -c 0x81000001 -C 0x81010001 -i"
                + " credential -o secret -P session:session; cat secret");
    assertThat(credential.opensTo(opened)).isTrue();
    opened[0] ^= 1;
    assertThat(credential.opensTo(opened)).isFalse();
    opened[0] ^= 1;
    return opened;
  }

  private static void provision(SoftwareTpm tpm) {
    try (TpmElement element = LINE.connect(tpm)) {
      Line.provision(element, Line.record("000460"));
    }
  }

  private static TPMT_PUBLIC publicArea(SoftwareTpm tpm, int handle) {
    try (TpmCommands commands = new TpmCommands(Line.open(tpm))) {
      return commands.ReadPublic(TPM_HANDLE.from(handle)).outPublic;
    }
  }

  private static byte[] nameOf(SoftwareTpm tpm, int handle) {
    return PublicArea.of(publicArea(tpm, handle)).name();
  }

  @Test
  void aDeviceWhoseSrkSitsInAnotherTpmIsFoundOut() {
    assertForgeryFoundOut(
        (number, command, tpm) -> {
          if (Tap.code(command) == TPM_CC.ActivateCredential.toInt()) {
            // The EK stands in for the SRK that is elsewhere: a key of another name.
            ByteBuffer.wrap(command).putInt(SRK_AT, 0x81000002);
          }
          return tpm.send(command);
        });
  }

  @Test
  void aDeviceWhoseEkIsNotTheOneItShowsIsFoundOut() {
    assertForgeryFoundOut(
        (number, command, tpm) -> {
          if (Tap.code(command) == TPM_CC.ActivateCredential.toInt()) {
            command[command.length - SEED_FROM_END] ^= 1;
          }
          return tpm.send(command);
        });
  }

  @Test
  void aDeviceThatMakesAnAnswerUpIsFoundOut() {
    assertForgeryFoundOut(
        (number, command, tpm) -> {
          byte[] response = tpm.send(command);
          if (Tap.code(command) == TPM_CC.ActivateCredential.toInt()) {
            response[20] ^= 1;
          }
          return response;
        });
  }

  private static void assertForgeryFoundOut(Tap.Talk forgery) {
    try (SoftwareTpm tpm = LINE.copy()) {
      Tools.run(
          tpm,
          "tpm2_startup -c; cd "
              + tpm.state()
              + "; tpm2_createprimary -Q -C o -G rsa2048 -c other.ctx; tpm2_evictcontrol -Q -C o -c"
              + " other.ctx 0x81000002; tpm2_flushcontext -t");
      TpmTransport tapped = new Tap(Line.open(tpm), forgery);
      try (TpmElement element = LINE.connect(tapped)) {
        Problem problem = Line.problemOf(() -> Line.provision(element, Line.record("000461")));
        assertThat(problem.code()).isEqualTo("tpm.proof-failed");
      }
      assertThat(Tools.run(tpm, "tpm2_getcap handles-nv-index")).doesNotContain("1800100");
      assertThat(Tools.run(tpm, "tpm2_getcap handles-loaded-session")).isEmpty();
    }
  }
}
