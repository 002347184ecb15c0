package io.birthmark.station.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;

/** One UNIX datagram socket that is only sent from; for any thread. Kept as long as we run. */
final class DatagramSocket {
  private static final int DATAGRAM = 2;
  private static final int CLOSE_ON_EXEC = 02000000;

  /** MSG_DONTWAIT and MSG_NOSIGNAL: a receiver that is stuck must not stop us. */
  private static final int NEVER_WAIT = 0x40 | 0x4000;

  /** The calls of the C library that are needed; each throws with errno when it fails. */
  interface LibC extends Library {
    int socket(int domain, int type, int protocol) throws LastErrorException;

    NativeLong sendto(int fd, byte[] data, NativeLong size, int flags, byte[] to, int toSize)
        throws LastErrorException;
  }

  private final LibC calls = Native.load("c", LibC.class);
  private final byte[] to;
  private final int fd;

  DatagramSocket(UnixAddress to) throws IOException {
    this.to = to.bytes();
    try {
      fd = calls.socket(UnixAddress.FAMILY, DATAGRAM | CLOSE_ON_EXEC, 0);
    } catch (LastErrorException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Sends one datagram, or says why it cannot be sent now. */
  void send(byte[] datagram) throws IOException {
    try {
      NativeLong unused =
          calls.sendto(fd, datagram, new NativeLong(datagram.length), NEVER_WAIT, to, to.length);
    } catch (LastErrorException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
