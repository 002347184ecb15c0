package io.birthmark.hsm.tpm.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever answers at a slot's address: not always a TPM 2.0, not always whole. */
@Timeout(60)
class StrangeAnswersTest {
  private static final byte[] COMMAND =
      HexFormat.of().parseHex("8001000000160000017a000000060000010500000001");

  @TempDir private Path folder;

  /** Sends a command to something that answers every connection with these bytes and hangs up. */
  private static Problem problemWith(byte[] answer) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answerOnce(server, answer), "strange answers");
      thread.start();
      TpmAddress address = new TpmAddress.Tcp("127.0.0.1", server.getLocalPort());
      try (TpmTransport transport = TpmConnector.connect(address, Duration.ofSeconds(30))) {
        byte[] response = transport.send(COMMAND);
        throw new AssertionError("taken for an answer: " + HexFormat.of().formatHex(response));
      } catch (ElementException e) {
        return e.problem();
      } finally {
        thread.join();
      }
    }
  }

  private static void answerOnce(ServerSocket server, byte[] answer) {
    try (Socket socket = server.accept()) {
      byte[] unused = socket.getInputStream().readNBytes(COMMAND.length);
      socket.getOutputStream().write(answer);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text,                    5353482d322e302d4f70656e5353480d0a, tag 0x5353",
    "a size below the header, 80010000000900000000,               9 bytes",
    "size zero,               80010000000000000000,               0 bytes",
    "a gigabyte,              80014000000000000000,               1073741824 bytes",
    "a negative size,         8001ffffffff00000000,               4294967295 bytes"
  })
  void whatIsNoTpmResponseIsNonsense(String what, String hex, String told) throws Exception {
    Problem problem = problemWith(HexFormat.of().parseHex(hex));
    assertThat(problem.code()).as(what).isEqualTo("tpm.nonsense");
    assertThat(problem.sentence()).contains(told, "127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"''", "8001", "80010000000b00000000"})
  void aResponseThatBreaksOffMeansThatTheDeviceWentAway(String hex) throws Exception {
    assertThat(problemWith(HexFormat.of().parseHex(hex)).code()).isEqualTo("tpm.gone");
  }

  @Test
  void whatAProgramComplainsOfIsPartOfTheProblem() throws IOException {
    assertThat(
            problemWithProgram("echo 'ssh: connect to host dut: No route to host' >&2; exit 255"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("tpm.absent");
              assertThat(problem.sentence()).contains("ssh: connect to host dut: No route to host");
            });
  }

  @Test
  void aProgramThatSaysNothingIsAbsentToo() throws IOException {
    assertThat(problemWithProgram("exit 0").code()).isEqualTo("tpm.absent");
  }

  @Test
  void aProgramThatGreetsOnItsStandardOutputIsNonsense() throws IOException {
    assertThat(problemWithProgram("echo 'Welcome to Debian'; cat").code())
        .isEqualTo("tpm.nonsense");
  }

  @Test
  void aProgramThatDiesInTheMiddleOfTheTalkHasGone() throws IOException {
    String answersOnce =
        "head -c 22 >/dev/null; printf '\\200\\001\\000\\000\\000\\012\\000\\000\\001\\000';"
            + " echo 'Connection to dut closed by remote host.' >&2";
    TpmAddress address = TpmAddress.parse(programOf(answersOnce));
    try (TpmTransport transport = TpmConnector.connect(address, Duration.ofSeconds(30))) {
      assertThat(transport.send(COMMAND)).hasSize(10);
      assertThatThrownBy(() -> transport.send(COMMAND))
          .isInstanceOfSatisfying(
              ElementException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("tpm.gone");
                assertThat(e.problem().sentence()).contains("closed by remote host");
              });
    }
  }

  /** In a file, so that what it says does not stand in the address already. */
  private String programOf(String script) throws IOException {
    return "exec:sh " + Files.writeString(folder.resolve("program"), script);
  }

  private Problem problemWithProgram(String script) throws IOException {
    TpmAddress address = TpmAddress.parse(programOf(script));
    try (TpmTransport transport = TpmConnector.connect(address, Duration.ofSeconds(30))) {
      byte[] response = transport.send(COMMAND);
      throw new AssertionError("taken for an answer: " + HexFormat.of().formatHex(response));
    } catch (ElementException e) {
      return e.problem();
    }
  }

  @Test
  void aMissingProgramIsTheStationsFault() {
    TpmAddress address = TpmAddress.parse("exec:no-such-program-here --at all");
    assertThatThrownBy(() -> TpmConnector.connect(address, Duration.ofSeconds(30)))
        .isInstanceOfSatisfying(
            ElementException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("tpm.no-program");
              assertThat(e.problem().fault()).isEqualTo(Problem.Fault.STATION);
              assertThat(e.problem().sentence()).contains("no-such-program-here");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec:sleep 4242", "exec:sh -c 'sleep 4242; true'"})
  void aProgramThatDoesNotEndWithItsInputIsEndedWithItsChildren(String address) throws Exception {
    TpmTransport transport =
        TpmConnector.connect(TpmAddress.parse(address), Duration.ofSeconds(30));
    ProcessHandle sleeper = sleeper();
    transport.close();
    assertThat(sleeper.onExit().get()).isEqualTo(sleeper);
  }

  private static ProcessHandle sleeper() throws InterruptedException {
    while (true) {
      Optional<ProcessHandle> found =
          ProcessHandle.current()
              .descendants()
              .filter(child -> child.info().command().orElse("").endsWith("sleep"))
              .findAny();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(5);
    }
  }

  @Test
  void aConnectionThatIsMadeTooLateIsClosedAgain() {
    CountDownLatch closed = new CountDownLatch(1);
    TpmTransport late =
        new TpmTransport() {
          @Override
          public byte[] send(byte[] command) {
            return command;
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    TpmAddress address = new TpmAddress.Tcp("far.example", 1);
    CountDownLatch givenUp = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                TimeLimitedTransport.open(
                    address,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(30),
                    () -> {
                      waitFor(givenUp);
                      return late;
                    }))
        .isInstanceOfSatisfying(
            ElementException.class, e -> assertThat(e.problem().code()).isEqualTo("tpm.silent"));
    givenUp.countDown();
    waitFor(closed);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aConnectionThatWasClosedSaysSoAndMayBeClosedAgain() {
    TpmTransport transport =
        TimeLimitedTransport.open(
            new TpmAddress.Tcp("x", 1), Duration.ofSeconds(30), Duration.ofSeconds(30), Echo::new);
    transport.close();
    transport.close();
    assertThatThrownBy(() -> transport.send(COMMAND))
        .isInstanceOfSatisfying(
            ElementException.class, e -> assertThat(e.problem().code()).isEqualTo("tpm.gone"));
  }

  private static final class Echo implements TpmTransport {
    @Override
    public byte[] send(byte[] command) {
      return command;
    }

    @Override
    public void close() {}
  }
}
