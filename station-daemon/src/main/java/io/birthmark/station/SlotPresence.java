package io.birthmark.station;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.pkcs11.Pkcs11Element;
import io.birthmark.hsm.pkcs11.Pkcs11Settings;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.run.Presence;
import io.birthmark.station.run.Sight;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a device is in a slot, without a word to it: one that was just finished was shut down in
 * order, and a command would undo that.
 */
final class SlotPresence {
  private static final int CONNECT_MILLIS = 500;

  private SlotPresence() {}

  static Presence of(TpmAddress address) {
    if (address instanceof TpmAddress.Device device) {
      return () -> sight(Files.exists(device.path()));
    }
    if (address instanceof TpmAddress.Tcp tcp) {
      return () -> tcp(tcp);
    }
    return address instanceof TpmAddress.Unix unix ? () -> unix(unix.path()) : Presence.unknown();
  }

  static Presence of(Path module, Pkcs11Settings settings) {
    return () -> {
      try {
        return Pkcs11Element.isThere(Pkcs11Module.at(module), settings)
            .map(SlotPresence::sight)
            .orElse(Sight.UNKNOWN);
      } catch (ElementException e) {
        // A module that hangs or is not one; the next run says so.
        return Sight.UNKNOWN;
      }
    };
  }

  private static Sight sight(boolean there) {
    return there ? Sight.THERE : Sight.AWAY;
  }

  private static Sight tcp(TpmAddress.Tcp address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
      return Sight.THERE;
    } catch (IOException e) {
      return Sight.AWAY;
    }
  }

  /** Without waiting: one whose queue is full is there as well. */
  private static Sight unix(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      boolean unused = channel.connect(UnixDomainSocketAddress.of(path));
      return Sight.THERE;
    } catch (IOException e) {
      return Sight.AWAY;
    }
  }
}
