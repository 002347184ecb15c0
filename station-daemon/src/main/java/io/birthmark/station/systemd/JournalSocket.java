package io.birthmark.station.systemd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * journald's native protocol: fields with names of their own, an entry a datagram. A field is
 * {@code NAME=value} and a line end; one with a line end in it is its name, a line end, its size as
 * 64 bits, little endian, and its bytes.
 */
public final class JournalSocket {
  /** Where journald listens. */
  public static final Path USUAL = Path.of("/run/systemd/journal/socket");

  /** Larger ones would have to go by a sealed memory file; they go by standard error instead. */
  private static final int LARGEST = 32 << 10;

  private final DatagramSocket socket;

  private JournalSocket(DatagramSocket socket) {
    this.socket = socket;
  }

  public static JournalSocket at(Path socket) throws IOException {
    return new JournalSocket(new DatagramSocket(UnixAddress.parse(socket.toString())));
  }

  /**
   * Sends one entry.
   *
   * @param fields names of capital letters, digits and underscores, with their values
   * @throws IOException when journald does not take it; nothing of it is written then
   */
  public void send(Map<String, String> fields) throws IOException {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      byte[] value = field.getValue().getBytes(StandardCharsets.UTF_8);
      entry.writeBytes(field.getKey().getBytes(StandardCharsets.US_ASCII));
      if (field.getValue().indexOf('\n') < 0) {
        entry.write('=');
      } else {
        entry.write('\n');
        entry.writeBytes(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value.length).array());
      }
      entry.writeBytes(value);
      entry.write('\n');
    }
    if (entry.size() > LARGEST) {
      throw new IOException("an entry of " + entry.size() + " bytes");
    }
    socket.send(entry.toByteArray());
  }
}
