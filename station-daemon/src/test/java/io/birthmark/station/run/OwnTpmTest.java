package io.birthmark.station.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The station's own TPM is never taken for a device: in doubt, nothing is worked on. */
class OwnTpmTest {
  private static final String STARTED_BEFORE = "80010000000a00000100";
  private static final String NOTHING_AT_THAT_HANDLE = "80010000000a0000018b";

  /** A TPM that gives the same answers, one after the other, to each that connects. */
  private static final class Answering implements AutoCloseable {
    private final ServerSocket socket;
    private final String[] answers;

    Answering(String... answers) throws IOException {
      this.answers = answers;
      socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      Thread serving = new Thread(this::serve, "a TPM");
      serving.setDaemon(true);
      serving.start();
    }

    TpmAddress address() {
      return TpmAddress.parse("tcp:127.0.0.1:" + socket.getLocalPort());
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          DataInputStream in = new DataInputStream(client.getInputStream());
          for (String answer : answers) {
            in.skipNBytes(2);
            in.skipNBytes(in.readInt() - 6);
            client.getOutputStream().write(HexFormat.of().parseHex(answer));
          }
        } catch (IOException e) {
          if (!socket.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static OwnTpm at(TpmAddress address) {
    return new OwnTpm(Optional.of(address), Duration.ofSeconds(5));
  }

  private static TpmAddress nobody() throws IOException {
    try (Answering gone = new Answering()) {
      return gone.address();
    }
  }

  @Test
  void asLongAsItDoesNotAnswerNoRunBeginsAndItIsTheStationsFault() throws IOException {
    OwnTpm own = at(nobody());

    for (int run = 0; run < 2; run++) {
      assertThatThrownBy(own::learn)
          .isInstanceOfSatisfying(
              ElementException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("slot.own-tpm-silent");
                assertThat(e.problem().fault()).isEqualTo(Problem.Fault.STATION);
                assertThat(e.problem().action()).contains("[station] own_tpm");
              });
    }
    assertThat(own.recognition()).isInstanceOf(OwnTpm.Recognition.Impossible.class);
  }

  @Test
  void oneThatBreaksOffInTheMiddleOfTheTalkIsNoBetter() throws IOException {
    try (Answering half = new Answering(STARTED_BEFORE)) {
      OwnTpm own = at(half.address());

      assertThatThrownBy(own::learn).hasMessageContaining("slot.own-tpm-silent");
    }
  }

  @Test
  void withoutAnEkItIsRecognisedByItsPathOnlyAndDoctorIsTold() throws IOException {
    try (Answering without = new Answering(STARTED_BEFORE, NOTHING_AT_THAT_HANDLE)) {
      OwnTpm own = at(without.address());

      own.learn();

      assertThat(own.is(new Hardware(Hardware.Kind.TPM, Bytes.EMPTY.sha256()))).isFalse();
      assertThat(own.recognition())
          .isInstanceOfSatisfying(
              OwnTpm.Recognition.ByPath.class,
              byPath -> {
                assertThat(byPath.problem().code()).isEqualTo("slot.own-tpm-without-ek");
                assertThat(byPath.problem().sentence()).contains("0x81010001");
              });
    }
  }

  @Test
  void aStationThatHasNoTpmRecognisesNone() {
    OwnTpm own = OwnTpm.none();

    own.learn();

    assertThat(own.recognition()).isEqualTo(new OwnTpm.Recognition.NotNeeded());
  }
}
