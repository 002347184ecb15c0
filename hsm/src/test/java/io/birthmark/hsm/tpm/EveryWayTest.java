package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must be true of every way to a TPM, whichever it is. */
@Timeout(120)
class EveryWayTest {
  private static final Line LINE = new Line();

  /** TPM2_GetCapability: the manufacturer. */
  private static final byte[] QUESTION =
      HexFormat.of().parseHex("8001000000160000017a000000060000010500000001");

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @ParameterizedTest
  @EnumSource
  void aWholeRunGoesOverIt(Way way) throws Exception {
    IdentityRecord record = Line.record("000500");
    Path state;
    try (Way.Reached reached = way.to(LINE)) {
      state = reached.tpm().state();
      try (TpmElement element = LINE.connect(TpmConnector.connect(reached.address(), Line.LIMIT))) {
        assertThat(Line.provision(element, record)).isEqualTo(record);
      }
    }
    try (SoftwareTpm tpm = new SoftwareTpm(state).powerOn()) {
      Tools.run(tpm, "tpm2_startup -c");
      assertThat(Tools.bytes(tpm, "tpm2_nvread 0x01800100")).isEqualTo(record.toBytes().toArray());
      assertThat(Tools.run(tpm, "tpm2_getcap properties-variable")).contains("orderly:", " 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTpmThatFallsSilentIsGivenUpAndClosingDoesNotHang(Way way) throws Exception {
    try (Way.Reached reached = way.to(LINE)) {
      TpmTransport transport = TpmConnector.connect(reached.address(), Duration.ofSeconds(2));
      assertThat(transport.send(QUESTION)).isNotEmpty();
      signal("STOP", reached.tpm());
      assertProblem("tpm.silent", () -> transport.send(QUESTION));
      assertProblem("tpm.gone", () -> transport.send(QUESTION));
      transport.close();
      signal("CONT", reached.tpm());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDevicePulledInTheMiddleIsGone(Way way) throws Exception {
    try (Way.Reached reached = way.to(LINE);
        TpmTransport transport = TpmConnector.connect(reached.address(), Line.LIMIT)) {
      assertThat(transport.send(QUESTION)).isNotEmpty();
      reached.tpm().powerOff();
      Problem problem = assertProblem("tpm.gone", () -> transport.send(QUESTION));
      assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereNothingIsTheTpmIsAbsent(Way way) {
    TpmAddress address = way.toNothing(LINE);
    Problem problem =
        assertProblem(
            "tpm.absent",
            () -> {
              try (TpmTransport transport = TpmConnector.connect(address, Line.LIMIT)) {
                return transport.send(QUESTION);
              }
            });
    assertThat(problem.sentence()).contains(address.toString());
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsCutOffTellsOfTheDeviceThatWent(Way way) throws Exception {
    try (Way.Reached reached = way.to(LINE);
        TpmElement element =
            LINE.connect(
                new Tap(
                    TpmConnector.connect(reached.address(), Line.LIMIT),
                    (number, command, tpm) -> {
                      if (number == 9) {
                        reached.tpm().powerOff();
                      }
                      return tpm.send(command);
                    }))) {
      assertProblem("tpm.gone", () -> Line.provision(element, Line.record("000501")));
    }
  }

  @Test
  void aRegularFileIsNotADevice() throws IOException {
    Path file = Files.createTempFile(LINE.folder(), "not-a", "device");
    Problem problem = assertProblem("tpm.not-a-device", () -> connect(file.toString()));
    assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
  }

  @Test
  void aFolderIsNotADevice() {
    assertProblem("tpm.not-a-device", () -> connect(LINE.folder().toString()));
  }

  @Test
  void aDeviceWithoutPermissionIsForbidden() throws Exception {
    assumeFalse(mayDoAnything(), "root may open everything");
    try (Way.Reached reached = Way.DEVICE.to(LINE)) {
      Files.setPosixFilePermissions(
          Path.of(reached.address().toString()).toRealPath(),
          PosixFilePermissions.fromString("---------"));
      Problem problem =
          assertProblem("tpm.forbidden", () -> TpmConnector.connect(reached.address(), Line.LIMIT));
      assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
    }
  }

  @Test
  void aSocketWithoutPermissionIsForbidden() throws Exception {
    assumeFalse(mayDoAnything(), "root may open everything");
    Path socket = LINE.folder().resolve("locked.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
      assertProblem("tpm.forbidden", () -> connect("unix:" + socket));
    } finally {
      Files.delete(socket);
    }
  }

  private static boolean mayDoAnything() {
    return System.getProperty("user.name").equals("root");
  }

  private static TpmTransport connect(String address) {
    return TpmConnector.connect(TpmAddress.parse(address), Line.LIMIT);
  }

  private interface Talk {
    Object run();
  }

  private static Problem assertProblem(String code, Talk talk) {
    Problem[] problem = new Problem[1];
    assertThatThrownBy(talk::run)
        .isInstanceOfSatisfying(
            ElementException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(code);
              problem[0] = e.problem();
            });
    return problem[0];
  }

  private static void signal(String name, SoftwareTpm tpm) throws Exception {
    int result =
        new ProcessBuilder("kill", "-" + name, Long.toString(tpm.process().pid()))
            .start()
            .waitFor();
    assertThat(result).isZero();
  }
}
