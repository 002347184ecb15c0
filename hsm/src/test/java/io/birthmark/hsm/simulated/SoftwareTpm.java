package io.birthmark.hsm.simulated;

import io.birthmark.hsm.tpm.transport.TpmAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One swtpm process: power on, power off, nothing in between survives but its state folder. */
public final class SoftwareTpm implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  /** Below the ports that the kernel gives to clients, so that nobody has one by chance. */
  private static final int FIRST_PORT = 10240;

  private static final int LAST_PORT = 32000;

  /** CMD_GET_CAPABILITY of swtpm's control channel, swtpm_ioctls(3). */
  private static final byte[] GET_CAPABILITY = {0, 0, 0, 1};

  private final Path state;
  private Optional<Running> running = Optional.empty();
  private Optional<Integer> usualPort = Optional.empty();

  private final boolean atSocket;

  private record Running(Process process, TpmAddress address, int port) {}

  /** A TPM whose state folder exists, see {@link TpmMaker#make}. */
  public SoftwareTpm(Path state) {
    this(state, false);
  }

  private SoftwareTpm(Path state, boolean atSocket) {
    this.state = state.toAbsolutePath();
    this.atSocket = atSocket;
  }

  /** The same, but behind UNIX sockets in its state folder; tpm2-tools do not reach it there. */
  public static SoftwareTpm atSocket(Path state) {
    return new SoftwareTpm(state, true);
  }

  /**
   * Switches it on, at the port where it was before. The kernel or firmware that would send Startup
   * is missing, as at a slot.
   */
  public SoftwareTpm powerOn() throws IOException, InterruptedException {
    if (running.isPresent()) {
      throw new IllegalStateException("already on");
    }
    for (int attempt = 1; running.isEmpty(); attempt++) {
      int port = port(attempt);
      Process process =
          new ProcessBuilder(
                  List.of(
                      "swtpm",
                      "socket",
                      "--tpm2",
                      "--tpmstate",
                      "dir=" + state,
                      "--server",
                      atSocket
                          ? "type=unixio,path=" + socket()
                          : "type=tcp,bindaddr=127.0.0.1,port=" + port,
                      "--ctrl",
                      atSocket
                          ? "type=unixio,path=" + controlSocket()
                          : "type=tcp,bindaddr=127.0.0.1,port=" + (port + 1),
                      "--flags",
                      "not-need-init"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(Files.createDirectories(state).resolve("swtpm.log").toFile())
              .start();
      if (answers(
          process,
          atSocket
              ? UnixDomainSocketAddress.of(controlSocket())
              : new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1))) {
        TpmAddress address =
            atSocket ? new TpmAddress.Unix(socket()) : new TpmAddress.Tcp("127.0.0.1", port);
        running = Optional.of(new Running(process, address, port));
        usualPort = Optional.of(port);
      } else {
        process.destroyForcibly();
        if (attempt == ATTEMPTS) {
          throw new IOException(
              "swtpm does not start: " + Files.readString(state.resolve("swtpm.log")));
        }
      }
    }
    return this;
  }

  private int port(int attempt) throws IOException {
    if (atSocket) {
      return 0;
    }
    return attempt == 1 && usualPort.isPresent() ? usualPort.get() : freePairOfPorts();
  }

  /** Another process may take a port between our look and swtpm's, hence the attempts. */
  private static int freePairOfPorts() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
    throw new IOException("no two neighbouring ports are free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private Path socket() {
    return state.resolve("tpm.sock");
  }

  private Path controlSocket() {
    return state.resolve("control.sock");
  }

  private static boolean answers(Process process, SocketAddress address)
      throws InterruptedException {
    for (int i = 0; i < 500 && process.isAlive(); i++) {
      try (SocketChannel channel = SocketChannel.open(address)) {
        // An answer, not only a connection: swtpm may yet fail over its other socket.
        channel.write(ByteBuffer.wrap(GET_CAPABILITY));
        return channel.read(ByteBuffer.allocate(16)) > 0 && process.isAlive();
      } catch (IOException e) {
        Thread.sleep(10);
      }
    }
    return false;
  }

  /** Cuts the power: no command is waited for, nothing is shut down. */
  public void powerOff() {
    running.ifPresent(
        r -> {
          r.process().destroyForcibly();
          try {
            r.process().waitFor(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    running = Optional.empty();
  }

  public void powerCycle() throws IOException, InterruptedException {
    powerOff();
    powerOn();
  }

  public Path state() {
    return state;
  }

  public int port() {
    return running.orElseThrow(() -> new IllegalStateException("it is off")).port();
  }

  /** The process, for a test that stops it in the middle. */
  public ProcessHandle process() {
    return running.orElseThrow().process().toHandle();
  }

  public TpmAddress address() {
    return running.orElseThrow(() -> new IllegalStateException("it is off")).address();
  }

  /** How tpm2-tools reach it: the value of {@code TPM2TOOLS_TCTI}. */
  public String tcti() {
    return "swtpm:host=127.0.0.1,port=" + port();
  }

  @Override
  public void close() {
    powerOff();
  }
}
