import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A wire to a TPM that can be held still at one command, so that something can be done in the middle of a run. Run as a
 * single file: {@code java tools/HeldWire.java LISTEN DEVICE FOLDER}, where the first two are UNIX sockets.
 *
 * <p>While there is a file FOLDER/hold with a command's code, in hexadecimal, the wire holds that command back: it
 * writes FOLDER/held and waits until FOLDER/hold is gone. A command whose sender has hung up meanwhile never reaches the
 * TPM. DEVICE is looked up anew for each connection, so that a link there can lead to another TPM.
 */
public class HeldWire {
  private static final int HEADER = 10;
  private static final long LOOK_MILLIS = 20;

  private final Path hold;
  private final Path held;

  private HeldWire(Path folder) {
    hold = folder.resolve("hold");
    held = folder.resolve("held");
  }

  public static void main(String[] words) throws Exception {
    HeldWire wire = new HeldWire(Path.of(words[2]));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(words[0]));
      while (true) {
        // One after the other: a TPM has one master.
        try (SocketChannel station = server.accept();
            SocketChannel tpm = SocketChannel.open(UnixDomainSocketAddress.of(words[1]))) {
          wire.carry(station, tpm);
        } catch (IOException e) {
          System.err.println("connection ended: " + e);
        }
      }
    }
  }

  private void carry(SocketChannel station, SocketChannel tpm) throws Exception {
    while (true) {
      ByteBuffer command = packet(station);
      if (isHeld(command.getInt(6)) && !letGo(station)) {
        return;
      }
      send(tpm, command);
      send(station, packet(tpm));
    }
  }

  private boolean isHeld(int code) throws IOException {
    return Files.exists(hold) && Integer.parseInt(Files.readString(hold).strip(), 16) == code;
  }

  /** Waits; whether the sender is still there. */
  private boolean letGo(SocketChannel station) throws Exception {
    Files.writeString(held, "");
    ByteBuffer more = ByteBuffer.allocate(1);
    station.configureBlocking(false);
    while (Files.exists(hold)) {
      if (station.read(more) < 0) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    if (station.read(more) < 0) {
      return false;
    }
    station.configureBlocking(true);
    return true;
  }

  /** A command or a response: tag, length of all of it, code, and the rest. */
  private static ByteBuffer packet(SocketChannel from) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    fill(from, header);
    ByteBuffer packet = ByteBuffer.allocate(header.getInt(2));
    packet.put(header.flip());
    fill(from, packet);
    return packet.flip();
  }

  private static void fill(SocketChannel from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        throw new EOFException("hung up");
      }
    }
  }

  private static void send(SocketChannel to, ByteBuffer packet) throws IOException {
    while (packet.hasRemaining()) {
      to.write(packet);
    }
  }
}
