package io.birthmark.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.run.Presence;
import io.birthmark.station.run.Sight;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that are in their slots and out of them, by every way there is. */
class SlotPresenceTest {
  @TempDir private Path folder;

  private static Presence of(String address) {
    return SlotPresence.of(TpmAddress.parse(address));
  }

  @Test
  void aDeviceFileComesAndGoesWithItsDevice() throws Exception {
    Path device = folder.resolve("tpmrm1");
    Presence presence = of(device.toString());
    assertThat(presence.look()).isEqualTo(Sight.AWAY);
    Files.createFile(device);
    assertThat(presence.look()).isEqualTo(Sight.THERE);
    Files.delete(device);
    assertThat(presence.look()).isEqualTo(Sight.AWAY);
  }

  @Test
  void aSocketIsThereWhileItTakesConnectionsAndHearsNoWord() throws Exception {
    Presence presence;
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      presence = of("tcp:127.0.0.1:" + server.getLocalPort());
      assertThat(presence.look()).isEqualTo(Sight.THERE);
      assertThat(server.accept().getInputStream().read()).isEqualTo(-1);
    }
    assertThat(presence.look()).isEqualTo(Sight.AWAY);
  }

  @Test
  void aUnixSocketThatNobodyServesIsEmptyAndABusyOneIsLookedAtWithoutWaiting() throws Exception {
    Path path = folder.resolve("s");
    Presence presence = of("unix:" + path);
    assertThat(presence.look()).isEqualTo(Sight.AWAY);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ServerSocketChannel unused = server.bind(UnixDomainSocketAddress.of(path), 1);
      assertThat(presence.look()).isEqualTo(Sight.THERE);
    }
    assertThat(presence.look()).isEqualTo(Sight.AWAY);
  }

  @Test
  void aProgramCannotTell() {
    assertThat(of("exec:/usr/bin/ssh dut tpm2_send").look()).isEqualTo(Sight.UNKNOWN);
  }
}
