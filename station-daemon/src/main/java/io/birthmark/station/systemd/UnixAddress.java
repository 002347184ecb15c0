package io.birthmark.station.systemd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The address of a UNIX socket, as {@code sockaddr_un} of unix(7).
 *
 * @param text a path, or {@code @} and an abstract name
 */
record UnixAddress(String text) {
  /** AF_UNIX on every Linux. */
  static final int FAMILY = 1;

  private static final int LONGEST = 107;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when no socket can have this address
   */
  static UnixAddress parse(String text) {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    boolean known = text.startsWith("/") || text.startsWith("@");
    if (!known || size < 2 || size > LONGEST) {
      throw new IllegalArgumentException(
          "not the address of a UNIX socket: \"" + text + "\"; it begins with / or @");
    }
    return new UnixAddress(text);
  }

  /** The structure: the family in the machine's byte order, then the path, or NUL and the name. */
  byte[] bytes() {
    byte[] name = text.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = name[0] == '@';
    if (isAbstract) {
      name[0] = 0;
    }
    // A path ends with a NUL; an abstract name has the length of the structure.
    ByteBuffer structure =
        ByteBuffer.allocate(2 + name.length + (isAbstract ? 0 : 1)).order(ByteOrder.nativeOrder());
    return structure.putShort((short) FAMILY).put(name).array();
  }

  @Override
  public String toString() {
    return text;
  }
}
