package io.birthmark.station.floor.kernel;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** An open device file; for one thread. */
public final class DeviceFile implements AutoCloseable {
  /** Of {@code open(2)} on every Linux that Java runs on. */
  public static final int READ_ONLY = 0;

  public static final int WRITE_ONLY = 1;

  private static final int NON_BLOCKING = 04000;
  private static final int CLOSE_ON_EXEC = 02000000;

  /** struct pollfd: the descriptor, what is asked, what is so. */
  private static final int POLL_SIZE = 8;

  private static final short POLL_IN = 1;
  private static final int INTERRUPTED = 4;
  private static final int TRY_AGAIN = 11;

  private final int fd;

  private DeviceFile(int fd) {
    this.fd = fd;
  }

  /**
   * Opens it.
   *
   * @throws KernelException when the kernel refuses
   */
  public static DeviceFile open(Path path, int access) throws KernelException {
    try {
      return new DeviceFile(
          LibC.CALLS.open(path.toString(), access | NON_BLOCKING | CLOSE_ON_EXEC));
    } catch (LastErrorException e) {
      throw KernelException.of(e.getErrorCode(), e);
    }
  }

  /** How many bytes a {@code long} of the C library has: the kernel's records depend on it. */
  public static int longSize() {
    return Native.LONG_SIZE;
  }

  public void ioctl(long request, int argument) throws KernelException {
    try {
      int unused = LibC.CALLS.ioctl(fd, new NativeLong(request), argument);
    } catch (LastErrorException e) {
      throw KernelException.of(e.getErrorCode(), e);
    }
  }

  /** An ioctl on a structure, which comes back as the kernel leaves it. */
  public byte[] ioctl(long request, byte[] structure) throws KernelException {
    try (Memory memory = new Memory(structure.length)) {
      memory.write(0, structure, 0, structure.length);
      int unused = LibC.CALLS.ioctl(fd, new NativeLong(request), memory);
      return memory.getByteArray(0, structure.length);
    } catch (LastErrorException e) {
      throw KernelException.of(e.getErrorCode(), e);
    }
  }

  /** What is there to read, as soon as there is something; empty when the time is over. */
  public Optional<byte[]> read(int most, Duration limit) throws KernelException {
    try {
      if (!readable(limit)) {
        return Optional.empty();
      }
      byte[] buffer = new byte[most];
      int size = LibC.CALLS.read(fd, buffer, new NativeLong(most)).intValue();
      if (size == 0) {
        throw KernelException.endOfFile();
      }
      return Optional.of(Arrays.copyOf(buffer, size));
    } catch (LastErrorException e) {
      if (e.getErrorCode() == INTERRUPTED || e.getErrorCode() == TRY_AGAIN) {
        return Optional.empty();
      }
      throw KernelException.of(e.getErrorCode(), e);
    }
  }

  /** Also true when the device is gone: the read then says so. */
  private boolean readable(Duration limit) {
    try (Memory fds = new Memory(POLL_SIZE)) {
      fds.setInt(0, fd);
      fds.setShort(4, POLL_IN);
      fds.setShort(6, (short) 0);
      return LibC.CALLS.poll(fds, new NativeLong(1), (int) limit.toMillis()) > 0;
    }
  }

  public void write(byte[] bytes) throws KernelException {
    try {
      NativeLong unused = LibC.CALLS.write(fd, bytes, new NativeLong(bytes.length));
    } catch (LastErrorException e) {
      throw KernelException.of(e.getErrorCode(), e);
    }
  }

  /** The descriptor is the kernel's again, whatever it says. */
  @Override
  public void close() {
    try {
      int unused = LibC.CALLS.close(fd);
    } catch (LastErrorException e) {
      // Linux closes the descriptor in any case, and what was read is read.
      return;
    }
  }
}
