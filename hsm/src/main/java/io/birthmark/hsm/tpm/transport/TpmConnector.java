package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Opens a fresh connection to a TPM, whichever way it is reached. */
public final class TpmConnector {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private TpmConnector() {}

  /**
   * Connects.
   *
   * @param limit how long one command may take; key generation on hardware takes tens of seconds
   * @throws ElementException when nothing can be reached there
   */
  public static TpmTransport connect(TpmAddress address, Duration limit) {
    return connect(address, limit, UnaryOperator.identity());
  }

  /**
   * Connects, with something put around the bare connection, below time limit and repetition: a
   * stopwatch for the TPM alone, or the pace of another TPM.
   */
  public static TpmTransport connect(
      TpmAddress address, Duration limit, UnaryOperator<TpmTransport> around) {
    Duration connectLimit = limit.compareTo(CONNECT_LIMIT) < 0 ? limit : CONNECT_LIMIT;
    return new RetryingTransport(
        address,
        TimeLimitedTransport.open(
            address, connectLimit, limit, () -> around.apply(open(address, connectLimit))),
        Thread::sleep);
  }

  private static TpmTransport open(TpmAddress address, Duration limit) {
    if (address instanceof TpmAddress.Device device) {
      return DeviceTransport.open(device);
    }
    if (address instanceof TpmAddress.Exec exec) {
      return ExecTransport.start(exec);
    }
    try {
      if (address instanceof TpmAddress.Tcp tcp) {
        return connect(tcp, limit);
      }
      if (address instanceof TpmAddress.Unix unix) {
        return connect(unix);
      }
    } catch (IOException e) {
      String reason = Reason.of(e);
      throw reason.contains("ermission denied")
          ? ElementException.lasting(TransportProblems.forbidden(address), e)
          : ElementException.passing(TransportProblems.absent(address, reason), e);
    }
    throw new AssertionError("an address of an unknown kind: " + address);
  }

  private static TpmTransport connect(TpmAddress.Tcp address, Duration limit) throws IOException {
    Socket socket = new Socket();
    try {
      InetSocketAddress where = new InetSocketAddress(address.host(), address.port());
      if (where.isUnresolved()) {
        throw new IOException("no such host");
      }
      socket.connect(where, (int) limit.toMillis());
      socket.setTcpNoDelay(true);
      return new StreamTransport(
          address, socket.getInputStream(), socket.getOutputStream(), socket);
    } catch (IOException e) {
      Closing.quietly(socket);
      throw e;
    }
  }

  private static TpmTransport connect(TpmAddress.Unix address) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.path()));
    return new StreamTransport(
        address, Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }
}
