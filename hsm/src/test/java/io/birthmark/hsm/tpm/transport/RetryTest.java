package io.birthmark.hsm.tpm.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.ElementException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A TPM that asks to be asked later; a real one cannot be made to, so it is scripted here. */
class RetryTest {
  private static final TpmAddress ADDRESS = new TpmAddress.Device(Path.of("/dev/tpm9"));
  private static final byte[] COMMAND = {(byte) 0x80, 1, 0, 0, 0, 12, 0, 0, 1, 0x7B, 0, 8};

  private final List<byte[]> sent = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();
  private boolean closed;

  private RetryingTransport asking(int code, int times) {
    return asking(code, times, pauses::add);
  }

  private RetryingTransport asking(int code, int times, RetryingTransport.Pause pause) {
    return new RetryingTransport(
        ADDRESS,
        new TpmTransport() {
          @Override
          public byte[] send(byte[] command) {
            sent.add(command.clone());
            return response(sent.size() <= times ? code : 0);
          }

          @Override
          public void close() {
            closed = true;
          }
        },
        pause);
  }

  private static byte[] response(int code) {
    return ByteBuffer.allocate(10).putShort((short) 0x8001).putInt(10).putInt(code).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x922, 0x908, 0x90A, 0x920})
  void theSameBytesAreSentAgain(int code) {
    assertThat(asking(code, 3).send(COMMAND)).isEqualTo(response(0));
    assertThat(sent).containsExactly(COMMAND, COMMAND, COMMAND, COMMAND);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x100, 0x101, 0x14A, 0x921, 0x923})
  void anyOtherAnswerIsTheAnswer(int code) {
    assertThat(asking(code, 99).send(COMMAND)).isEqualTo(response(code));
    assertThat(sent).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void thePausesGrowToHalfASecond() {
    byte[] unused = asking(0x922, 12).send(COMMAND);
    assertThat(pauses)
        .containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 500L, 500L, 500L, 500L);
  }

  @Test
  void theLastTryCountsAndTheNextCommandBeginsAfresh() {
    RetryingTransport transport = asking(0x922, 19);
    assertThat(transport.send(COMMAND)).isEqualTo(response(0));
    pauses.clear();
    assertThat(transport.send(COMMAND)).isEqualTo(response(0));
    assertThat(pauses).isEmpty();
  }

  @Test
  void after20TriesItIsAProblemThatNamesTheCode() {
    assertThatThrownBy(() -> asking(0x90A, 99).send(COMMAND))
        .isInstanceOfSatisfying(
            ElementException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("tpm.still-busy");
              assertThat(e.problem().sentence()).contains("20 times", "TPM_RC_TESTING");
              assertThat(e.retryHelps()).isTrue();
            });
    assertThat(sent).hasSize(20);
  }

  @Test
  void aStationThatIsToldToStopDoesNotWait() {
    RetryingTransport transport =
        asking(
            0x922,
            99,
            millis -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> transport.send(COMMAND))
        .isInstanceOfSatisfying(
            ElementException.class, e -> assertThat(e.problem().code()).isEqualTo("tpm.gone"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sent).hasSize(1);
  }

  @Test
  void closingClosesTheConnection() {
    asking(0, 0).close();
    assertThat(closed).isTrue();
  }
}
